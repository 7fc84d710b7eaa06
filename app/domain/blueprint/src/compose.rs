//! Turning a plan into files. The kinds decide what is in a project; this module gives them the shared pieces.

use crate::check::is_key;
use crate::colour::Palette;
use crate::kinds;
use crate::plan::{Language, Plan, SourceFile, Theme};
use crate::reading::fields;
use crate::template::{Values, markdown, render};

const BASE_STYLE: &str = include_str!("../templates/base/styles.css");
const PAGE: &str = include_str!("../templates/base/index.html");
const TSCONFIG: &str = include_str!("../templates/base/tsconfig.json");

/// Writes the whole project, in a fixed order. The same plan always gives the same files.
///
/// Every path is relative, unique and ASCII; no file is empty. Text from the plan is escaped for the place it stands in,
/// so a plan that [`crate::check`] would refuse still gives harmless files.
pub fn compose(plan: &Plan) -> Vec<SourceFile> {
    let plan = &with_sound_keys(plan);
    let mut project = Project::new(plan);
    kinds::recipe(plan.kind).compose(plan, &mut project);
    project.finish()
}

/// Keys stand in code without quotes, so an unchecked one is replaced by what can be a name.
fn with_sound_keys(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    if let Some(entity) = plan.entity.as_mut() {
        let mut seen: Vec<String> = Vec::new();
        for field in &mut entity.fields {
            if !is_key(&field.key) {
                field.key = fields::key(&field.key);
            }
            let base = field.key.clone();
            let mut number = 2;
            while seen.contains(&field.key) {
                field.key = format!("{base}{number}");
                number += 1;
            }
            seen.push(field.key.clone());
        }
    }
    plan
}

/// A project that is being composed.
///
/// A recipe calls [`Project::page`] once, [`Project::module`] for each file under `src/`, [`Project::test`] for each file
/// under `tests/` and [`Project::style`] for its own rules. Everything else of a project is made from the plan.
pub(crate) struct Project<'a> {
    plan: &'a Plan,
    values: Values,
    files: Vec<SourceFile>,
    styles: String,
    /// Path and purpose of each file, for the README.
    outline: Vec<(String, String)>,
}

impl<'a> Project<'a> {
    fn new(plan: &'a Plan) -> Self {
        Self { plan, values: Values::of(plan), files: Vec::new(), styles: String::new(), outline: Vec::new() }
    }

    /// Adds a value that this project's templates can name, beside those of [`Values::of`].
    pub(crate) fn value(&mut self, name: &'static str, value: impl Into<String>) {
        self.values = std::mem::take(&mut self.values).with(name, value);
    }

    /// `index.html`: `body` is a template for what goes between `<body>` and `</body>`. The shell around it holds the
    /// title, the stylesheet, `src/main` as a module, and a skip link to `#main`, so the body needs `<main id="main">`.
    pub(crate) fn page(&mut self, body: &str) {
        let body = render(body, self.plan.language, &self.values);
        let values = self.values.clone().with("body", indent(&body, 4)).with("scheme", scheme(self.plan.theme));
        let text = render(PAGE, self.plan.language, &values);
        self.put("index.html", "the page", text);
    }

    /// A template filled in with this project's values, for a recipe that puts a page together from pieces.
    pub(crate) fn fragment(&self, template: &str) -> String {
        render(template, self.plan.language, &self.values)
    }

    /// `src/<name>.ts` or `.js` from a template. `about` is its line in the README, in lower case without a full stop.
    pub(crate) fn module(&mut self, name: &str, about: &str, template: &str) {
        let text = render(template, self.plan.language, &self.values);
        self.put(&format!("src/{name}.{}", self.plan.language.extension()), about, text);
    }

    /// `tests/<name>.test.ts` or `.js` from a template, for `node --test`. Tests import modules without the DOM.
    pub(crate) fn test(&mut self, name: &str, about: &str, template: &str) {
        let text = render(template, self.plan.language, &self.values);
        self.put(&format!("tests/{name}.test.{}", self.plan.language.extension()), about, text);
    }

    /// Rules that follow the base look in `src/styles.css`. They use its custom properties and bring no colours.
    pub(crate) fn style(&mut self, css: &str) {
        self.styles.push('\n');
        self.styles.push_str(css.trim());
        self.styles.push('\n');
    }

    /// Any other file. The path must be relative and ASCII; writing a path twice keeps the later text.
    pub(crate) fn put(&mut self, path: &str, about: &str, text: String) {
        let text = if text.ends_with('\n') { text } else { text + "\n" };
        self.outline.retain(|(known, _)| known != path);
        self.outline.push((path.to_owned(), about.to_owned()));
        match self.files.iter_mut().find(|file| file.path == path) {
            Some(file) => file.text = text,
            None => self.files.push(SourceFile { path: path.to_owned(), text }),
        }
    }

    fn finish(mut self) -> Vec<SourceFile> {
        let palette = Palette::of(&self.plan.accent);
        let tokens = palette.css(self.plan.theme);
        let values = self.values.clone().with("tokens", tokens.trim_end());
        let style = render(BASE_STYLE, self.plan.language, &values) + &self.styles;
        self.put("src/styles.css", "the look: colours and sizes first, then one block per part", style);
        if self.plan.language == Language::Typescript {
            self.put("tsconfig.json", "what editors need to check the types", TSCONFIG.to_owned());
        }
        let package = package_json(self.plan, &self.values);
        self.put("package.json", "the test command", package);
        let readme = readme(self.plan, &self.outline);
        self.put("README.md", "this page", readme);
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.files
    }
}

fn scheme(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
        Theme::System => "light dark",
    }
}

/// Moves every line that holds something to the right.
pub(crate) fn indent(text: &str, by: usize) -> String {
    let pad = " ".repeat(by);
    let lines: Vec<String> = text
        .trim_end()
        .lines()
        .map(|line| if line.is_empty() { String::new() } else { format!("{pad}{line}") })
        .collect();
    lines.join("\n")
}

fn package_json(plan: &Plan, values: &Values) -> String {
    let node = match plan.language {
        Language::Typescript => ">=22.18",
        Language::Javascript => ">=20",
    };
    let template = "{\n  \"name\": {{slug:js}},\n  \"version\": \"0.1.0\",\n  \"private\": true,\n  \"type\": \"module\",\n  \
                    \"description\": {{summary:js}},\n  \"engines\": { \"node\": {{node:js}} },\n  \
                    \"scripts\": { \"test\": {{test:js}} }\n}\n";
    // Without a path `node --test` finds `*.test.*` itself, in the same way since version 20.
    render(template, plan.language, &values.clone().with("node", node).with("test", "node --test"))
}

fn readme(plan: &Plan, outline: &[(String, String)]) -> String {
    let mut out = format!("# {}\n\n", markdown(&plan.title));
    if !plan.summary.is_empty() {
        out.push_str(&format!("{}\n\n", markdown(&plan.summary)));
    }
    out.push_str(
        "Made by Burnish's built-in generator. It chose and filled in parts by the words of the description; no language \
         model was involved.\n\n",
    );
    if !plan.wishes.is_empty() {
        out.push_str("## The words it used\n\n");
        for wish in &plan.wishes {
            out.push_str(&format!("- “{}”: {}\n", markdown(&wish.words), markdown(&wish.effect)));
        }
        out.push('\n');
    }
    if !plan.unmet.is_empty() {
        out.push_str("## What it could not do\n\n");
        for unmet in &plan.unmet {
            out.push_str(&format!("- “{}”: {}\n", markdown(&unmet.words), markdown(&unmet.reason)));
        }
        out.push('\n');
    }
    out.push_str("## Its files\n\n| file | what it is |\n| --- | --- |\n");
    let mut outline = outline.to_vec();
    outline.sort();
    for (path, about) in &outline {
        out.push_str(&format!("| `{path}` | {about} |\n"));
    }
    let run = match plan.language {
        Language::Typescript => {
            "The page loads `src/main.ts`. Burnish's preview bundles it as it is; on your own machine any bundler does:\n\n\
             ```sh\nnpx esbuild src/main.ts --bundle --format=esm --outfile=dist/main.js\n```\n\n\
             Then let `index.html` load `./dist/main.js`. The tests need Node 22.18 or newer, and nothing to install:\n\n"
        }
        Language::Javascript => {
            "The page loads `src/main.js` as it is. Browsers only load modules over http, so serve the folder:\n\n\
             ```sh\nnpx serve .\n```\n\nThe tests need Node 20 or newer, and nothing to install:\n\n"
        }
    };
    out.push_str(&format!("\n## Run it\n\n{run}```sh\nnpm test\n```\n"));
    out
}
