//! Changing colours: custom properties first, because most rules take their colour from them, then plain declarations.

use std::ops::Range;

use crate::palette::Rgb;
use crate::position::Lines;
use crate::project::{Language, Project};
use crate::proposal::Proposal;
use crate::reply::{Answer, Reply, listed};
use crate::style::{Declaration, Rule, Sheet};

/// What people call a colour, the custom properties that carry it, and the plain declaration to look for otherwise.
struct Role {
    words: &'static [&'static str],
    properties: &'static [&'static str],
    selectors: &'static [&'static str],
    declaration: &'static [&'static str],
}

const ROLES: [Role; 5] = [
    Role {
        words: &["accent", "button", "primary", "brand", "main colour", "main color", "highlight", "theme"],
        properties: &[
            "--accent",
            "--primary",
            "--brand",
            "--accent-color",
            "--primary-color",
            "--color-primary",
            "--color-accent",
        ],
        selectors: &["button", ".button", ".btn", ".button-primary", ".primary"],
        declaration: &["background", "background-color"],
    },
    Role {
        words: &["link"],
        properties: &["--link", "--accent-ink", "--accent"],
        selectors: &["a"],
        declaration: &["color"],
    },
    Role {
        words: &["background", "page", "backdrop"],
        properties: &["--ground", "--background", "--bg", "--background-color", "--color-background"],
        selectors: &["body", "html", ":root"],
        declaration: &["background", "background-color"],
    },
    Role {
        words: &["heading", "title", "headline"],
        properties: &["--heading", "--title"],
        selectors: &["h1", "h1, h2, h3", "h1, h2", "h2"],
        declaration: &["color"],
    },
    Role {
        words: &["text", "ink", "font", "letters", "writing"],
        properties: &["--ink", "--text", "--fg", "--foreground", "--text-color", "--color-text"],
        selectors: &["body", "html", ":root"],
        declaration: &["color"],
    },
];

struct Place {
    file: usize,
    at: Range<usize>,
    was: String,
    new: String,
    what: String,
}

pub(crate) fn answer(project: &Project<'_>, target: &str, colour: Rgb, written: &str) -> Answer {
    let mut reply = Reply::new();
    let sheets: Vec<(usize, Sheet)> = project
        .own()
        .filter(|index| project.language(*index) == Language::Css)
        .map(|index| (index, Sheet::of(project.text(index))))
        .collect();
    if sheets.is_empty() {
        reply.say("The project has no style sheet, so I found no colour to change.");
        return reply.finish(Vec::new());
    }
    let places =
        if target.starts_with("--") { custom(&sheets, &[target], colour) } else { by_role(&sheets, target, colour) };
    if places.is_empty() {
        let known: Vec<String> = sheets
            .iter()
            .flat_map(|(_, sheet)| &sheet.rules)
            .flat_map(|rule| &rule.declarations)
            .filter(|declaration| declaration.property.starts_with("--") && Rgb::parse(&declaration.value).is_some())
            .map(|declaration| format!("`{}`", declaration.property))
            .fold(Vec::new(), |mut all, name| {
                if !all.contains(&name) {
                    all.push(name);
                }
                all
            });
        reply.say(format!("I don't know which colour “{target}” is."));
        if !known.is_empty() {
            reply.say(format!(
                "The colours that this project names are {}. Say “change `--name` to {written}”.",
                listed(&known[..known.len().min(16)])
            ));
        }
        return reply.finish(Vec::new());
    }
    let places: Vec<Place> = places.into_iter().filter(|place| place.was != place.new).collect();
    let mut proposal = Proposal::new(project);
    let shown = if written.starts_with('#') { written.to_owned() } else { format!("{written} ({colour})") };
    reply.say(format!("The colour of “{target}” is set here; it becomes {shown}:"));
    for place in &places {
        let cited = reply.cite(project.path(place.file), Lines::of(project.text(place.file)).line(place.at.start));
        reply.item(format!("{cited} {}: `{}` → `{}`", place.what, place.was, place.new));
    }
    if places.iter().any(|place| place.what.contains("legible")) {
        reply.say("The shades beside it follow, so that text stays legible on it (contrast 4.5 or more).");
    }
    for (file, sheet) in &sheets {
        if let Some((ink, ground, contrast)) = faint(sheet, *file, &places) {
            reply.say(format!(
                "Mind the contrast: `{ink}` on `{ground}` is then {contrast:.1}, and text needs 4.5. Change the other one too, or ask for the dark or the light theme as a whole."
            ));
        }
        let edits: Vec<_> = places
            .iter()
            .filter(|place| place.file == *file)
            .map(|place| (place.at.clone(), place.new.clone()))
            .collect();
        if !edits.is_empty() {
            proposal.splice(*file, edits);
        }
    }
    super::conclude(reply, proposal)
}

/// Text and ground of one rule that would be too alike after the change.
fn faint(sheet: &Sheet, file: usize, places: &[Place]) -> Option<(&'static str, &'static str, f64)> {
    const PAIRS: [(&str, &str); 3] = [("--ink", "--ground"), ("--text", "--background"), ("--fg", "--bg")];
    let after = |rule: &Rule, name: &str| {
        let declaration = rule.declarations.iter().find(|declaration| declaration.property == name)?;
        let place = places.iter().find(|place| place.file == file && place.at == declaration.value_at);
        Rgb::parse(place.map_or(&declaration.value, |place| &place.new))
    };
    sheet.rules.iter().find_map(|rule| {
        PAIRS.iter().find_map(|(ink, ground)| {
            let contrast = after(rule, ink)?.contrast(after(rule, ground)?);
            (contrast < 4.5).then_some((*ink, *ground, contrast))
        })
    })
}

fn by_role(sheets: &[(usize, Sheet)], target: &str, colour: Rgb) -> Vec<Place> {
    let Some(role) = ROLES.iter().find(|role| role.words.iter().any(|word| target.contains(word))) else {
        // A custom property by its name without the dashes, or a class.
        let name = format!("--{}", target.replace(' ', "-"));
        let found = custom(sheets, &[&name], colour);
        if !found.is_empty() {
            return found;
        }
        let class = format!(".{}", target.trim_start_matches('.').replace(' ', "-"));
        return plain(sheets, &[&class, target], &["background", "background-color", "color"], colour);
    };
    for property in role.properties {
        let found = custom(sheets, &[property], colour);
        if !found.is_empty() {
            return found;
        }
    }
    plain(sheets, role.selectors, role.declaration, colour)
}

/// Every declaration of a custom property, in light and dark, with the shades that belong to it.
fn custom(sheets: &[(usize, Sheet)], names: &[&str], colour: Rgb) -> Vec<Place> {
    let mut places = Vec::new();
    for (file, sheet) in sheets {
        for rule in &sheet.rules {
            for declaration in
                rule.declarations.iter().filter(|declaration| names.contains(&declaration.property.as_str()))
            {
                let ground =
                    value(rule, "--ground").or_else(|| value(rule, "--background")).or_else(|| value(rule, "--bg"));
                let is_accent = declaration.property.contains("accent") || declaration.property.contains("primary");
                // On a dark ground a dark fill would vanish.
                let fill = match ground {
                    Some(ground) if is_accent && colour.contrast(ground) < 3.0 => colour.legible_on(ground),
                    _ => colour,
                };
                let where_ = if rule.within.is_empty() { String::new() } else { format!(" in `{}`", rule.within) };
                places.push(place(*file, declaration, fill, format!("`{}`{where_}", declaration.property)));
                if declaration.property == "--accent" {
                    let surface = value(rule, "--surface").or(ground).unwrap_or(Rgb(255, 255, 255));
                    let shades = [
                        ("--accent-ink", fill.legible_on(ground.unwrap_or(surface))),
                        ("--on-accent", fill.text_on()),
                        ("--wash", ground.unwrap_or(surface).mix(fill, 0.1)),
                    ];
                    for (name, shade) in shades {
                        if let Some(declaration) =
                            rule.declarations.iter().find(|declaration| declaration.property == name)
                        {
                            places.push(place(*file, declaration, shade, format!("`{name}`{where_}, kept legible")));
                        }
                    }
                }
            }
        }
    }
    places
}

fn plain(sheets: &[(usize, Sheet)], selectors: &[&str], properties: &[&str], colour: Rgb) -> Vec<Place> {
    for selector in selectors {
        for (file, sheet) in sheets {
            for rule in sheet.rules.iter().filter(|rule| rule.selector == *selector) {
                let found =
                    rule.declarations.iter().find(|declaration| properties.contains(&declaration.property.as_str()));
                if let Some(declaration) = found.filter(|declaration| !declaration.value.contains("url(")) {
                    return vec![place(
                        *file,
                        declaration,
                        colour,
                        format!("`{}` of `{selector}`", declaration.property),
                    )];
                }
            }
        }
    }
    Vec::new()
}

fn place(file: usize, declaration: &Declaration, colour: Rgb, what: String) -> Place {
    Place { file, at: declaration.value_at.clone(), was: declaration.value.clone(), new: colour.to_string(), what }
}

fn value(rule: &Rule, name: &str) -> Option<Rgb> {
    rule.declarations
        .iter()
        .find(|declaration| declaration.property == name)
        .and_then(|declaration| Rgb::parse(&declaration.value))
}

/// Makes the project dark or light for every visitor.
pub(crate) fn theme(project: &Project<'_>, dark: bool) -> Answer {
    let mut reply = Reply::new();
    let word = if dark { "dark" } else { "light" };
    let mut proposal = Proposal::new(project);
    let mut found = false;
    for index in project.own().filter(|index| project.language(*index) == Language::Css) {
        let text = project.text(index);
        let sheet = Sheet::of(text);
        let lines = Lines::of(text);
        let is_colour = |declaration: &&Declaration| {
            declaration.property.starts_with("--") && Rgb::parse(&declaration.value).is_some()
        };
        let root = sheet.rules.iter().find(|rule| {
            rule.within.is_empty()
                && rule.selector == ":root"
                && rule.declarations.iter().any(|declaration| is_colour(&declaration))
        });
        let Some(root) = root else { continue };
        let scheme = format!("prefers-color-scheme: {word}");
        let other_scheme = |name: &str| name.replace(' ', "").contains("prefers-color-scheme:");
        let own: Vec<&Rule> = sheet
            .rules
            .iter()
            .filter(|rule| rule.within.replace(' ', "").contains(&scheme.replace(' ', "")) && rule.selector == ":root")
            .collect();
        let media: Vec<_> = sheet.at_rules.iter().filter(|rule| other_scheme(&rule.name)).collect();
        let mut edits = Vec::new();
        if let Some(wanted) = own.first() {
            let cited = reply.cite(project.path(index), lines.line(wanted.at.start));
            reply.say(format!("The {word} colours already stand at {cited}, for visitors whose system asks for them. I make them the only ones."));
            for declaration in &root.declarations {
                if let Some(new) = wanted.declarations.iter().find(|other| other.property == declaration.property) {
                    edits.push((declaration.value_at.clone(), new.value.clone()));
                }
            }
        } else {
            let ground = ["--ground", "--background", "--bg", "--surface"].iter().find_map(|name| value(root, name));
            let is_dark = ground.is_some_and(|ground| ground.text_on() == Rgb(255, 255, 255));
            let cited = reply.cite(project.path(index), lines.line(root.at.start));
            if ground.is_some() && is_dark == dark {
                reply.say(format!("The colours at {cited} are {word} already."));
            } else {
                reply.say(format!("The colours stand at {cited}. There are no {word} ones yet, so I turn the lightness of each one around and keep its hue; look at the result and adjust what you like."));
                for declaration in root.declarations.iter().filter(is_colour) {
                    let Some(colour) = Rgb::parse(&declaration.value) else { continue };
                    edits.push((declaration.value_at.clone(), colour.inverted().to_string()));
                }
            }
        }
        for rule in media {
            let mut gone = crate::position::whole_lines(text, rule.at.clone());
            // The empty line that followed it would stand beside the one before it.
            gone.end += usize::from(text[gone.end..].starts_with('\n'));
            edits.push((gone, String::new()));
        }
        found = true;
        proposal.splice(index, edits);
    }
    for index in project.own().filter(|index| project.language(*index) == Language::Html) {
        let text = project.text(index);
        let markup = crate::markup::Markup::of(text);
        let meta = markup
            .tags
            .iter()
            .find(|tag| tag.name == "meta" && tag.attribute("name").is_some_and(|name| name.value == "color-scheme"));
        if let Some(content) = meta.and_then(|tag| tag.attribute("content")) {
            let cited = reply.cite(project.path(index), Lines::of(text).line(content.value_at.start));
            reply.item(format!("{cited} tells the browser that the page is {word}"));
            proposal.splice(index, vec![(content.value_at.clone(), word.to_owned())]);
        }
    }
    if !found {
        reply.say("I found no colours in `:root` of a style sheet, so there is no theme that I can turn around. Name a colour instead: “make the background #161412”.");
        return reply.finish(Vec::new());
    }
    super::conclude(reply, proposal)
}
