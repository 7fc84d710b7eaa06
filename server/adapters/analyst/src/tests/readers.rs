//! The scanners and the rules, each on the smallest text that shows it.

use crate::ask::{FixScope, Intent, Question};
use crate::markup::Markup;
use crate::nesting::is_too_deep;
use crate::palette::Rgb;
use crate::script;
use crate::style::Sheet;

fn rules(text: &str) -> Vec<&'static str> {
    script::read("a.tsx", text).unwrap().findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn each_rule_sees_its_mistake_and_not_its_neighbour() {
    let cases: &[(&str, &[&str])] = &[
        ("import { a } from 'b'; export const c = a;", &[]),
        ("import { a } from 'b'; export const c = 1;", &["unused-import"]),
        ("import type { A } from 'b'; export const c: A = 1;", &[]),
        ("import 'effect'; const a = 1; export {};", &["unused-value"]),
        ("const a = 1;", &[]),
        ("export function f(a, b) { return b; }", &[]),
        ("export function f() { let a; a = 1; }", &["unused-value"]),
        ("export const f = ({ id, ...rest }) => rest;", &[]),
        ("export const f = () => { try { g(); } catch (e) {} };", &[]),
        ("export const f = (a) => a == null;", &[]),
        ("export const f = (a) => a != 1;", &["loose-equality"]),
        ("export const f = (a) => { while (a = next()) {} };", &["assignment-in-condition"]),
        ("export const f = (a) => { while ((a = next())) {} };", &[]),
        ("export function f() { return 1; function g() {} }", &["unused-value"]),
        ("export function f() { throw x; g(); }", &["unreachable"]),
        ("export const f = (x) => { switch (x) { case 1: return 1; case 2: return 2; } };", &[]),
        ("export const o = { a: 1, b: 2, 'a': 3 };", &["duplicate-key"]),
        ("export const o = { get a() { return 1; }, set a(v) {} };", &[]),
        ("async function g() {} export async function f() { g(); }", &["missing-await"]),
        ("async function g() {} export async function f() { await g(); void g(); return g(); }", &[]),
        ("async function g() {} g();", &[]),
        ("export const f = () => { console.log(1); console.error(2); };", &["console-log"]),
        ("export const v = <img src='a.png' />;", &["missing-alt"]),
        ("export const v = <img src='a.png' alt='' />;", &[]),
        ("export const v = <img {...props} />;", &[]),
        ("export const v = <label>Name</label>;", &["label-without-control"]),
        ("export const v = <label>Name <input /></label>;", &[]),
        ("export const v = <label htmlFor='x'>Name</label>;", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(rules(text), *expected, "{text}");
    }
}

#[test]
fn a_script_that_cannot_run_says_where() {
    let script = script::read("a.ts", "const a = 1;\nconst b = ;\n").unwrap();
    assert_eq!(script.error.map(|(_, line)| line), Some(2));
    let script = script::read("a.ts", "const a = 1;\nconst a = 2;\n").unwrap();
    assert!(script.error.is_some());
}

#[test]
fn depth_is_estimated_from_above() {
    for deep in [
        "(".repeat(500),
        "!".repeat(4_000) + "a",
        "a+".repeat(4_000) + "a",
        "if(a){}else ".repeat(3_500),
        "/'/;".to_owned() + &"[".repeat(500),
    ] {
        assert!(is_too_deep(&deep), "{}", &deep[..20]);
    }
    assert!(!is_too_deep(include_str!("../../tests/fixtures/club/src/main.ts")));
    assert!(!is_too_deep(&"export const a = [1, 2, (3 + 4)];\n".repeat(5_000)));
}

#[test]
fn markup_is_read_as_browsers_do() {
    let text = "<!-- <h1>no</h1> --><h1 class=\"a > b\" data-x=1 hidden>Hi <b>you</b></h1><script>if (a < b) '<h1>'</script><p>2 < 3";
    let markup = Markup::of(text);
    let names: Vec<&str> = markup.tags.iter().filter(|tag| !tag.closing).map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["h1", "b", "script", "p"]);
    assert_eq!(markup.tags[0].attribute("class").unwrap().value, "a > b");
    assert_eq!(markup.tags[0].attribute("data-x").unwrap().value, "1");
    assert_eq!(markup.element(text, "h1").unwrap().1, "Hi <b>you</b>");
}

#[test]
fn style_sheets_are_read_with_their_queries() {
    let text = "/* { */ a, b { color: red; background: url(data:x;y) } @media (x) { :root { --a: #fff } } .c::after { content: \"}\"; }";
    let sheet = Sheet::of(text);
    assert!(sheet.balanced);
    let seen: Vec<(&str, &str, usize)> = sheet
        .rules
        .iter()
        .map(|rule| (rule.selector.as_str(), rule.within.as_str(), rule.declarations.len()))
        .collect();
    assert_eq!(seen, [("a, b", "", 2), (":root", "@media (x)", 1), (".c::after", "", 1)]);
    assert_eq!(&text[sheet.rules[1].declarations[0].value_at.clone()], "#fff");
    assert!(!Sheet::of("a { b").balanced && !Sheet::of("a } b").balanced);
}

#[test]
fn colours_are_read_and_stay_legible() {
    assert_eq!(Rgb::parse("#0a3"), Some(Rgb(0, 0xaa, 0x33)));
    assert_eq!(Rgb::parse("Forest Green"), Some(Rgb(0x22, 0x8b, 0x22)));
    assert_eq!(Rgb::parse("dark green"), Some(Rgb(0, 0x64, 0)));
    assert!(Rgb::parse("dark teal").is_some());
    for wrong in ["", "#12", "#12345g", "it", "colour", "very", "dark", "#+12345"] {
        assert_eq!(Rgb::parse(wrong), None, "{wrong}");
    }
    let ground = Rgb(0x16, 0x14, 0x12);
    assert!(Rgb(0, 0x40, 0).legible_on(ground).contrast(ground) >= 4.5);
    assert_eq!(Rgb(255, 255, 255).inverted(), Rgb(0, 0, 0));
    assert_eq!(Rgb(0, 0, 0).text_on(), Rgb(255, 255, 255));
}

#[test]
fn requests_are_understood() {
    let text = str::to_owned;
    let cases = [
        ("change the title to X to Y", Intent::Title { to: text("X to Y") }),
        ("could you please set the page title to 'Hi'", Intent::Title { to: text("Hi") }),
        ("rename heading A to B", Intent::Heading { from: Some(text("A")), to: text("B") }),
        ("replace “Save” with “Keep it”", Intent::Replace { from: text("Save"), to: text("Keep it") }),
        ("change the text Red to Blue sky now", Intent::Replace { from: text("Red"), to: text("Blue sky now") }),
        ("change \"Red\" to \"Blue\"", Intent::Replace { from: text("Red"), to: text("Blue") }),
        ("rename the variable `sum` to `total`", Intent::Rename { from: text("sum"), to: text("total") }),
        ("rename load to readAll", Intent::Rename { from: text("load"), to: text("readAll") }),
        ("make it dark", Intent::Theme { dark: true }),
        ("dark mode by default", Intent::Ask),
        ("I want dark mode", Intent::Theme { dark: true }),
        ("switch to the light theme", Intent::Theme { dark: false }),
        ("remove the field price", Intent::RemoveField { label: text("price") }),
        ("delete the price field", Intent::RemoveField { label: text("price") }),
        ("rename the price field to cost", Intent::RenameField { from: text("price"), to: text("cost") }),
        ("sort by price descending", Intent::Sort { by: text("price"), descending: true }),
        ("sort newest first", Intent::Sort { by: text("createdAt"), descending: true }),
        ("fix everything", Intent::Fix(FixScope::All)),
        ("remove unused imports", Intent::Fix(FixScope::Rule("unused-import"))),
        ("find bugs", Intent::Problems),
        ("how do I find bugs", Intent::Ask),
        ("show me the structure", Intent::Structure),
        ("refactor everything", Intent::UnknownChange),
        ("", Intent::Help),
    ];
    for (question, intent) in cases {
        assert_eq!(Question::of(question).intent(), intent, "{question}");
    }
}
