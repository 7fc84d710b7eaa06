//! What every composed project must have, whatever the plan says.

use std::collections::HashSet;

use proptest::prelude::*;

use crate::plan::*;
use crate::template::slug;
use crate::{PlanProblem, check, compose, read};

/// Structure that holds for every plan, also for one that nobody checked.
pub(crate) fn project_is_sound(plan: &Plan) -> Result<(), TestCaseError> {
    let files = compose(plan);
    prop_assert_eq!(&compose(plan), &files);
    let mut paths = HashSet::new();
    for file in &files {
        let path = &file.path;
        prop_assert!(paths.insert(path.clone()), "{} twice", path);
        let parts_are_plain = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        let plain = |c: char| c.is_ascii_alphanumeric() || "/.-_".contains(c);
        prop_assert!(parts_are_plain && path.chars().all(plain), "{}", path);
        prop_assert!(!file.text.trim().is_empty() && file.text.ends_with('\n'), "{} is empty", path);
    }
    let ext = plan.language.extension();
    for wanted in ["index.html", "README.md", "package.json", "src/styles.css", &format!("src/main.{ext}")] {
        prop_assert!(paths.contains(wanted), "{} is missing", wanted);
    }
    let test = format!(".test.{ext}");
    prop_assert!(paths.iter().any(|path| path.starts_with("tests/") && path.ends_with(&test)));
    let page = text(&files, "index.html");
    let script = format!("<script type=\"module\" src=\"./src/main.{ext}\"></script>");
    prop_assert!(page.contains(&script));
    prop_assert!(page.contains("<link rel=\"stylesheet\" href=\"./src/styles.css\">"));
    prop_assert_eq!(page.matches("<script").count(), 1);
    prop_assert_eq!(page.matches("id=\"main\"").count(), 1);
    let package: serde_json::Value = serde_json::from_str(text(&files, "package.json")).expect("package.json is JSON");
    prop_assert_eq!(&package["type"], "module");
    prop_assert!(package.get("dependencies").is_none());
    imports_exist(&files, &paths)
}

/// Every relative import names a file of the project.
fn imports_exist(files: &[SourceFile], paths: &HashSet<String>) -> Result<(), TestCaseError> {
    for file in files.iter().filter(|file| file.path.starts_with("src/") || file.path.starts_with("tests/")) {
        for line in file.text.lines().filter(|line| line.starts_with("import ") || line.starts_with("} from ")) {
            let Some(target) = line.rsplit_once(" from \"").and_then(|(_, rest)| rest.split_once('"')) else {
                continue;
            };
            let target = match target.0.strip_prefix("./") {
                Some(name) => format!("{}/{name}", file.path.split('/').next().unwrap_or_default()),
                None => match target.0.strip_prefix("../") {
                    Some(path) => path.to_owned(),
                    None => {
                        prop_assert!(target.0.starts_with("node:"), "{} imports {}", file.path, target.0);
                        continue;
                    }
                },
            };
            prop_assert!(paths.contains(&target), "{} imports {}", file.path, target);
        }
    }
    Ok(())
}

fn text<'a>(files: &'a [SourceFile], path: &str) -> &'a str {
    files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
}

fn code(files: &[SourceFile]) -> String {
    files.iter().filter(|file| file.path.starts_with("src/")).map(|file| file.text.as_str()).collect()
}

fn plan_of(kind: Kind) -> Plan {
    read(match kind {
        Kind::LandingPage => "a landing page for a bakery",
        Kind::ToDo => "a to-do list",
        Kind::Notes => "a notes app",
        Kind::Kanban => "a kanban board",
        Kind::Dashboard => "a dashboard for sales with amount, region and date",
        Kind::Blog => "a blog about gardening",
        Kind::Portfolio => "a portfolio for a photographer",
        Kind::Shop => "an online shop",
        Kind::Form => "a contact form",
        Kind::Chat => "a chat page",
        Kind::Quiz => "a quiz about rivers",
        Kind::Game => "a game",
    })
}

#[test]
fn every_kind_is_composed_in_both_languages() {
    for kind in Kind::ALL {
        for language in [Language::Typescript, Language::Javascript] {
            let plan = Plan { kind, language, ..plan_of(kind) };
            assert_eq!(plan_of(kind).kind, kind);
            assert_eq!(check(&plan), Ok(()), "{kind}");
            project_is_sound(&plan).unwrap_or_else(|error| panic!("{kind}: {error}"));
            for file in compose(&plan) {
                for mark in ["{{", "«", "»", "‹", "›"] {
                    assert!(!file.text.contains(mark), "{kind}: {} still has {mark}", file.path);
                }
                // Nothing is loaded from other sites, and no handler stands in the markup.
                let loads =
                    file.path == "index.html" && (file.text.contains("src=\"http") || file.text.contains(" onclick="));
                assert!(!loads, "{kind}: {}", file.path);
            }
        }
    }
}

#[test]
fn javascript_projects_hold_no_types() {
    for kind in Kind::ALL {
        let plan = Plan { language: Language::Javascript, ..plan_of(kind) };
        let code = code(&compose(&plan));
        for mark in ["import type", "interface ", ": string", " as unknown", ": HTMLElement"] {
            assert!(!code.contains(mark), "{kind} has {mark}");
        }
    }
}

#[test]
fn the_readme_says_who_made_it_and_what_is_missing() {
    let plan = read("a to-do list in dark green with login");
    let files = compose(&plan);
    let readme = text(&files, "README.md");
    assert!(readme.contains("built-in generator"));
    assert!(readme.contains("dark green"));
    assert!(readme.contains("## What it could not do") && readme.contains("login"));
}

#[test]
fn hostile_words_stay_words() {
    let hostile = "\"</script><script>alert(1)</script>`${x}` {{title}} «ts» ‹js› */ \\ ' & \u{2028}\n*b*";
    for kind in Kind::ALL {
        let mut plan = plan_of(kind);
        plan.title = hostile.to_owned();
        plan.summary = hostile.to_owned();
        plan.subject = hostile.to_owned();
        plan.pages = vec![hostile.to_owned(), "../../etc/passwd".to_owned()];
        plan.accent = "red; } body { display: none".to_owned();
        for value in plan.details.values_mut() {
            *value = hostile.to_owned();
        }
        if let Some(entity) = plan.entity.as_mut() {
            entity.singular = hostile.to_owned();
            entity.plural = hostile.to_owned();
            for field in &mut entity.fields {
                field.label = hostile.to_owned();
                field.key = hostile.to_owned();
            }
        }
        project_is_sound(&plan).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let files = compose(&plan);
        assert!(!text(&files, "index.html").contains("<script>"), "{kind}");
        assert!(
            !text(&files, "src/styles.css").contains("display: none }")
                && !text(&files, "src/styles.css").contains("red;"),
            "{kind}"
        );
        let code = code(&files);
        let loose: Vec<&str> = code.lines().filter(|line| line.contains("</script>")).collect();
        assert!(loose.is_empty(), "{kind}: {loose:?}");
    }
}

#[test]
fn two_descriptions_that_differ_in_wishes_differ_in_code() {
    let base = "a list of gromlets with wibble and mass (number)";
    let plain = compose(&read(base));
    for (wish, file) in [
        ("sorted by mass descending", "src/model.ts"),
        ("filter by wibble", "src/model.ts"),
        ("show the total of mass", "src/model.ts"),
        ("at most 7 gromlets", "src/model.ts"),
        ("without a search box", "index.html"),
        ("csv export", "index.html"),
        ("don't save anything", "src/store.ts"),
        ("dark mode", "src/styles.css"),
        ("dark green", "src/styles.css"),
        ("called Shelf", "index.html"),
        ("pages: Home, About", "index.html"),
    ] {
        let wished = compose(&read(&format!("{base}, {wish}")));
        assert_ne!(text(&plain, file), text(&wished, file), "{wish} changes nothing in {file}");
    }
    let javascript = compose(&read(&format!("{base}, in plain JavaScript")));
    assert!(javascript.iter().any(|file| file.path == "src/main.js"));
}

#[test]
fn plans_survive_the_wire() {
    for kind in Kind::ALL {
        let plan = plan_of(kind);
        let json = serde_json::to_string(&plan).expect("a plan is plain data");
        assert_eq!(serde_json::from_str::<Plan>(&json).expect("what was written is read"), plan);
        assert!(json.contains(&format!("\"kind\":\"{}\"", kind.slug())));
    }
}

#[test]
fn edited_plans_are_held_to_limits() {
    let plan = plan_of(Kind::ToDo);
    let with = |edit: fn(&mut Plan)| {
        let mut plan = plan.clone();
        edit(&mut plan);
        check(&plan)
    };
    assert_eq!(with(|plan| plan.title.clear()), Err(PlanProblem::NoTitle));
    assert!(matches!(with(|plan| plan.title = "x".repeat(81)), Err(PlanProblem::TooLong { .. })));
    assert!(matches!(with(|plan| plan.accent = "url(x)".to_owned()), Err(PlanProblem::BadColour { .. })));
    assert_eq!(with(|plan| plan.entity = None), Err(PlanProblem::NoFields));
    assert!(matches!(with(|plan| plan.filters = vec!["nope".to_owned()]), Err(PlanProblem::NoSuchField { .. })));
    assert!(matches!(with(|plan| plan.totals = vec!["task".to_owned()]), Err(PlanProblem::NotANumber { .. })));
    assert!(matches!(with(|plan| plan.item_limit = Some(0)), Err(PlanProblem::BadItemLimit { .. })));
    assert!(matches!(with(|plan| plan.pages = vec!["A".to_owned(), "A".to_owned()]), Err(PlanProblem::Twice { .. })));
    let field = |edit: fn(&mut Field)| {
        let mut plan = plan.clone();
        let entity = plan.entity.as_mut().expect("a list has records");
        edit(&mut entity.fields[0]);
        check(&plan)
    };
    for key in ["", "Upper", "two words", "id", "constructor", "x;alert", "ключ", "__proto__"] {
        let mut plan = plan.clone();
        plan.entity.as_mut().expect("a list has records").fields[0].key = key.to_owned();
        assert!(matches!(check(&plan), Err(PlanProblem::BadKey { .. })), "{key}");
    }
    assert!(matches!(field(|field| field.label.clear()), Err(PlanProblem::Empty { .. })));
    assert!(matches!(field(|field| field.label = "Done".to_owned()), Err(PlanProblem::Twice { .. })));
    let one = |field: &mut Field| field.field_type = FieldType::Choice { options: vec!["only".to_owned()] };
    assert!(matches!(field(one), Err(PlanProblem::TooFewOptions { .. })));
    let money = |field: &mut Field| field.field_type = FieldType::Money { currency: "euro".to_owned() };
    assert!(matches!(field(money), Err(PlanProblem::BadCurrency { .. })));
    let mut many = plan.clone();
    let entity = many.entity.as_mut().expect("a list has records");
    let one = entity.fields[0].clone();
    for number in 0..21 {
        entity.fields.push(Field { key: format!("f{number}"), label: format!("F{number}"), ..one.clone() });
    }
    assert!(matches!(check(&many), Err(PlanProblem::TooMany { .. })));
}

proptest! {
    #[test]
    fn slugs_are_safe_names(text in "\\PC{0,80}") {
        let slug = slug(&text, "project");
        prop_assert!(!slug.is_empty() && slug.len() <= 50);
        prop_assert!(slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
    }

    #[test]
    fn code_strings_read_back_as_they_were(text in any::<String>()) {
        let literal = crate::template::js(&text);
        prop_assert_eq!(serde_json::from_str::<String>(&literal).expect("a JSON string"), text);
        prop_assert!(!literal.contains('<'));
    }
}
