//! Any question about any files: an answer comes, names only places that exist, and every change applies.

use proptest::prelude::*;

use super::{ask, club, file};
use crate::answer;

/// Requests with holes, so that every task is reached.
fn question() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zé😀\"'`“”#<>(){}.-]{0,10}",
        Just("total".to_owned()),
        Just("\"Save\"".to_owned()),
        Just("dark green".to_owned()),
        Just("src/a.ts".to_owned()),
        Just("`a`".to_owned()),
        Just("title".to_owned()),
    ];
    let form = prop::sample::select(vec![
        "change the title to {}",
        "rename {} to {}",
        "replace {} with {}",
        "make {} {}",
        "add a {} field called {}",
        "remove {} field",
        "sort by {}",
        "fix {}",
        "explain {}",
        "where is {} used",
        "find problems in {}",
        "make it dark",
        "rename heading {} to {}",
        "{} {}",
        "change --{} to #123",
        "remove unused imports",
        "set {} to {}",
        "call it {}",
    ]);
    (form, prop::collection::vec(piece, 2))
        .prop_map(|(form, pieces)| pieces.iter().fold(form.to_owned(), |text, piece| text.replacen("{}", piece, 1)))
}

/// Code, near-code and noise in any kind of file.
fn content() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("import { a, b as c } from './b.ts';".to_owned()),
        Just("export const a = () => { console.log(\"Save\"); };".to_owned()),
        Just("export function total(a: number) { if (a == 1) return a; return 2; a; }".to_owned()),
        Just("const fields = [{ key: \"a\", label: \"A\", type: \"text\" }, { key: \"b\", label: \"B\", type: \"date\" }];".to_owned()),
        Just("export const firstSort = { field: \"a\", descending: true };".to_owned()),
        Just("const { a, ...rest } = { a };".to_owned()),
        Just("<title>Save</title><h1>Save</h1><label>a</label><img>".to_owned()),
        Just(":root { --accent: #fff; --ground: #000 }".to_owned()),
        Just("@media (prefers-color-scheme: dark) { :root { --accent: red } }".to_owned()),
        Just("<<<<<<< SEARCH".to_owned()),
        Just("=======".to_owned()),
        Just("</change>".to_owned()),
        Just("// ... existing code ...".to_owned()),
        Just(String::new()),
        "[ -~é😀\t]{0,40}",
    ];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_question_has_an_answer_and_every_change_applies(
        question in question(),
        texts in prop::collection::vec((prop::sample::select(vec!["a.ts", "b.ts", "c.tsx", "d.js", "index.html", "s.css", "p.json", "r.md", "x.bin"]), content()), 0..5),
        open in prop::option::of(prop::sample::select(vec!["src/a.ts", "src/index.html", "src/none.ts"])),
    ) {
        let mut files: Vec<_> = Vec::new();
        for (name, text) in &texts {
            let path = format!("src/{name}");
            if !files.iter().any(|known: &ports::model::ContextFile| known.path == path) {
                files.push(file(&path, text));
            }
        }
        let (answer, _) = ask(&files, &question, open);
        prop_assert!(!answer.text.trim().is_empty());
        prop_assert!(!answer.text.contains("could not read this project"), "{}", question);
    }

    #[test]
    fn noise_as_code_never_panics(text in "[-a-z0-9(){}\\[\\]<>=+*/!?:;,.`'\"$ \n]{0,200}") {
        for path in ["a.ts", "a.tsx", "a.html", "a.css", "a.json", "a.md"] {
            let files = [file(path, &text)];
            for question in ["explain this file", "find problems", "fix the problems in this file"] {
                let focus = super::looking_at(path);
                let answer = answer(question, &files, Some(&focus));
                prop_assert!(!answer.text.contains("could not read this project"));
            }
        }
    }
}

#[test]
fn code_that_nests_too_deeply_is_refused_in_words() {
    for text in
        ["(".repeat(100_000), "!".repeat(100_000), "a=>".repeat(50_000), "{[(".repeat(50_000), "<a>".repeat(50_000)]
    {
        let files = [file("deep.tsx", &text)];
        let answer = answer("explain deep.tsx", &files, None);
        assert!(answer.text.contains("nests deeper") || answer.text.contains("module"), "{}", answer.text);
    }
}

/// Near the limit of what is read: the stack must hold in a build without optimisation too.
#[test]
fn code_just_below_the_limit_is_read() {
    for text in [
        "(".repeat(390) + "1" + &")".repeat(390),
        "!".repeat(2_900) + "a",
        "a+".repeat(1_400) + "a",
        "a=>".repeat(900) + "1",
    ] {
        let files = [file("deep.ts", &text)];
        assert!(answer("explain deep.ts", &files, None).text.contains("TypeScript module"));
    }
}

#[test]
fn two_thousand_files_are_answered() {
    let mut files = club();
    let body: String = (0..40)
        .map(|at| format!("export function helper{at}(value: number) {{\n  return value * {at};\n}}\n"))
        .collect();
    files.extend((0..2_000).map(|at| file(&format!("src/many/part{at}.ts"), &body)));
    for question in [
        "where are members saved",
        "rename total to countAll",
        "give me an overview",
        "find problems",
        "explain src/store.ts",
    ] {
        assert!(!answer(question, &files, None).text.is_empty(), "{question}");
    }
}
