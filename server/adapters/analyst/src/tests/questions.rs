//! A table of questions with what their answers must say, and changes with what the files must hold afterwards.

use super::{ask, club, file, generated};

/// Question, open file, what the answer must contain.
const ANSWERS: &[(&str, Option<&str>, &[&str])] = &[
    ("help", None, &["built-in analyst", "rename `total` to `sum`"]),
    ("What can you do?", None, &["built-in analyst"]),
    (
        "Give me an overview of the project",
        None,
        &[
            "9 text files",
            "`index.html:8` loads `./src/main.ts`",
            "`npm run test`",
            "Keeps the members in the browser.",
        ],
    ),
    ("where does this project start? show the entry points", None, &["`index.html:8`"]),
    (
        "explain this file",
        Some("src/store.ts"),
        &[
            "TypeScript module",
            "exports `Member`, `load` and `save`",
            "`load()` `src/store.ts:12`",
            "Reads the members from local storage",
            "3 ways through it",
            "**Loaded by**",
            "`src/main.ts:2`",
        ],
    ),
    ("What does src/view.ts do?", None, &["`draw(members: Member[], total: number)`", "Shows the members as a list."]),
    (
        "explain the file main.ts",
        None,
        &["Starts the page", "async `join(name: string)`", "calls `members.push`, `save`, `draw`"],
    ),
    (
        "explain index.html",
        None,
        &["titled “Garden club”", "heading “Next meeting” `index.html:12`", "script `./src/main.ts`"],
    ),
    ("explain styles.css", None, &["`--accent: #b3683a` `src/styles.css:5`", "prefers-color-scheme"]),
    ("explain package.json", None, &["JSON object", "`name`"]),
    ("explain README.md", None, &["Garden club `README.md:1`", "Run it `README.md:5`"]),
    (
        "what does `total` do?",
        None,
        &["`total` is a function in `src/numbers.ts`", "4 ways through it", "`src/main.ts:12`", "`src/main.ts:20`"],
    ),
    ("who calls load?", None, &["`load` is a function in `src/store.ts`", "`src/main.ts:6`"]),
    ("where is the function save used", None, &["Used in", "`src/main.ts:11`"]),
    ("explain Member", None, &["`Member` is an interface", "Somebody who joined."]),
    ("How are the members saved here?", None, &["is at `src/store.ts:23`", "in `save`: Writes all members."]),
    ("where do we read from local storage", None, &["src/store.ts:"]),
    (
        "find the problems in this file",
        Some("src/messy.ts"),
        &[
            "**unused-import**: `load`",
            "**unused-import**: `nothing`",
            "**unused-value**: `unused`",
            "`src/messy.ts:6` **loose-equality**",
            "`src/messy.ts:7` **console-log**",
            "`src/messy.ts:12` **duplicate-key**",
            "**unreachable**",
            "`src/messy.ts:19` **assignment-in-condition**",
            "**debugger**",
        ],
    ),
    (
        "are there any bugs in index.html?",
        None,
        &["`index.html:14` **missing-alt**", "`index.html:15` **label-without-control**"],
    ),
    (
        "review the project",
        None,
        &["`src/main.ts:16` **missing-await**", "`src/main.ts:4` **unused-import**: `unusedHelper`"],
    ),
    ("find problems in src/store.ts", None, &["no problems"]),
    ("write a websocket server with authentication", None, &["I can't make this change"]),
    ("what is the meaning of xyzzy", None, &["found nothing"]),
    ("rename foo to bar", None, &["no name `foo`"]),
    ("rename `load` to `draw`", Some("src/store.ts"), &["already means something"]),
    ("rename `load` to `class`", None, &["cannot be a name"]),
    ("make the sidebar teal", None, &["don't know which colour", "`--accent`"]),
    ("add a date field called Due", None, &["no module with a table of fields"]),
    ("replace \"Nowhere\" with \"x\"", None, &["nowhere in the project"]),
];

#[test]
fn answers_say_what_was_found() {
    let files = club();
    let mut wrong = Vec::new();
    for (question, open, expected) in ANSWERS {
        let (answer, _) = ask(&files, question, *open);
        let missing: Vec<_> = expected.iter().filter(|part| !answer.text.contains(**part)).collect();
        if !missing.is_empty() {
            wrong.push(format!("{question}\n  lacks {missing:?} in\n{}", answer.text));
        }
        assert!(answer.changes.is_empty(), "{question}: nothing was to be changed");
    }
    assert!(wrong.is_empty(), "{} answers:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// A request for a change: question, open file, and for each file what it must hold and what it must not hold afterwards.
type Request =
    (&'static str, Option<&'static str>, &'static [(&'static str, &'static [&'static str], &'static [&'static str])]);

const CHANGES: &[Request] = &[
    (
        "Please change the title to \"Seed swap\"",
        None,
        &[
            ("index.html", &["<title>Seed swap</title>", "<h1>Seed swap</h1>"], &["Garden club"]),
            ("README.md", &["# Seed swap"], &[]),
        ],
    ),
    ("call it Fern & Co", None, &[("index.html", &["<title>Fern &amp; Co</title>"], &[])]),
    (
        "rename heading \"Next meeting\" to \"See you on <Friday>\"",
        None,
        &[("index.html", &["<h2>See you on &lt;Friday&gt;</h2>"], &["Next meeting"])],
    ),
    ("change the heading Next meeting to Spring fair", None, &[("index.html", &["<h2>Spring fair</h2>"], &[])]),
    ("replace 'Join us' with 'Become a member'", None, &[("index.html", &[">Become a member<"], &["Join us"])]),
    (
        "change the text \"members\" to \"friends\"",
        None,
        &[("src/view.ts", &["${total} friends`", "members: Member[]"], &[])],
    ),
    ("replace \"Bring seeds & tools\" with \"Bring cake\"", None, &[("index.html", &["Bring cake."], &["seeds"])]),
    (
        "make the buttons dark green",
        None,
        &[("src/styles.css", &["--ground: #fbfaf8"], &["#b3683a", "#c07a50", "#9a5830"])],
    ),
    ("change --accent to #0a7d33", None, &[("src/styles.css", &["--accent: #0a7d33"], &["#b3683a"])]),
    ("make the headings teal", None, &[("src/styles.css", &["h1 { color: #0f766e; }"], &["#333333"])]),
    ("dark mode by default please", None, &[]),
    (
        "make it dark",
        None,
        &[
            ("src/styles.css", &["--ground: #161412"], &["prefers-color-scheme", "#fbfaf8"]),
            ("index.html", &["content=\"dark\""], &[]),
        ],
    ),
    ("use the light theme", None, &[("src/styles.css", &["--ground: #fbfaf8"], &["prefers-color-scheme"])]),
    (
        "rename total to countMembers",
        Some("src/numbers.ts"),
        &[
            ("src/numbers.ts", &["export function countMembers("], &["total"]),
            ("src/main.ts", &["unusedHelper, countMembers }", "draw(members, countMembers(members));"], &["total"]),
            ("src/view.ts", &["total: number"], &[]),
        ],
    ),
    (
        "rename the function `load` to `readAll`",
        None,
        &[
            ("src/store.ts", &["export function readAll()"], &[]),
            ("src/main.ts", &["import { readAll, save,", "const members = readAll();"], &["load"]),
            ("src/messy.ts", &["import { readAll }"], &[]),
        ],
    ),
    (
        "remove unused imports",
        Some("src/messy.ts"),
        &[("src/messy.ts", &["import { draw } from \"./view.ts\";", "console.log"], &["load", "nothing"])],
    ),
    (
        "remove the console.log calls in this file",
        Some("src/messy.ts"),
        &[("src/messy.ts", &["return 1;"], &["console"])],
    ),
    (
        "fix the problems in this file",
        Some("src/messy.ts"),
        &[(
            "src/messy.ts",
            &["a === b", "a != null", "x = 1", "return found ? 3 : 4;"],
            &["console", "debugger", "load", "draw([], 0)"],
        )],
    ),
    ("fix the missing await in src/main.ts", None, &[]),
];

#[test]
fn changes_do_what_was_asked_and_nothing_else() {
    let files = club();
    let mut wrong = Vec::new();
    for (question, open, expected) in CHANGES {
        let (answer, texts) = ask(&files, question, *open);
        for (path, holds, lacks) in *expected {
            let text = &texts[*path];
            let missing: Vec<_> = holds.iter().filter(|part| !text.contains(**part)).collect();
            let left: Vec<_> = lacks.iter().filter(|part| text.contains(**part)).collect();
            if !missing.is_empty() || !left.is_empty() {
                wrong.push(format!(
                    "{question}\n  {path} lacks {missing:?}, still has {left:?}\n{}\n{text}",
                    answer.text
                ));
            }
        }
        if !expected.is_empty() && answer.changes.is_empty() {
            wrong.push(format!("{question}\n  offered no change:\n{}", answer.text));
        }
    }
    assert!(wrong.is_empty(), "{} requests:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn a_ground_that_swallows_its_text_is_said() {
    let (answer, _) = ask(&club(), "make the background dark blue", None);
    assert!(answer.text.contains("Mind the contrast: `--ink` on `--ground`"), "{}", answer.text);
}

#[test]
fn one_word_in_a_long_file_is_one_small_block() {
    let mut text: String = (0..250).map(|at| format!("<p>Line {at}</p>\n<p>same</p>\n")).collect();
    text.insert_str(0, "<h1>Old words</h1>\n");
    let files = [file("index.html", &text)];
    let (answer, texts) = ask(&files, "replace \"Line 125\" with \"Line CXXV\"", None);
    assert_eq!(answer.changes[0].blocks.len(), 1);
    let block = &answer.changes[0].blocks[0];
    assert!(block.search.lines().count() <= 5, "{block:?}");
    assert!(texts["index.html"].contains("<p>Line CXXV</p>"));
}

const BOOKS: &str = "A reading list where I add books with author and page count, dark green";

#[test]
fn fields_of_generated_projects_are_added_removed_and_renamed() {
    let files = generated(BOOKS);
    let model = files.iter().find(|file| file.path.starts_with("src/model.")).expect("a data module").path.clone();
    let examples = model.replace("model", "examples");

    let (answer, texts) = ask(&files, "add a date field called \"Finished on\"", None);
    assert!(
        texts[&model].contains("{ key: \"finishedOn\", label: \"Finished on\", type: \"date\", required: false }"),
        "{}",
        answer.text
    );
    assert!(texts[&model].contains("finishedOn: string;") || model.ends_with(".js"), "{}", texts[&model]);
    assert_eq!(texts[&examples].matches("finishedOn: \"\"").count(), 3, "{}", texts[&examples]);

    let (answer, texts) = ask(&files, "remove the author field", None);
    assert!(
        !texts[&model].contains("\"author\"") && !texts[&model].contains("author:"),
        "{}\n{}",
        answer.text,
        texts[&model]
    );
    assert!(!texts[&examples].contains("author:"), "{}", texts[&examples]);

    let (answer, texts) = ask(&files, "rename the field author to \"Written by\"", None);
    assert!(texts[&model].contains("key: \"author\", label: \"Written by\""), "{}", answer.text);

    let (answer, _) = ask(&files, "remove the field weight", None);
    assert!(answer.text.contains("There is no field “weight”") && answer.changes.is_empty(), "{}", answer.text);

    let (answer, _) = ask(&files, "add a text field called Author", None);
    assert!(answer.text.contains("already is a field"), "{}", answer.text);

    let (answer, texts) = ask(&files, "add a choice field called Shelf with options left, middle and right", None);
    assert!(texts[&model].contains("options: [\"Left\", \"Middle\", \"Right\"]"), "{}", answer.text);
}

#[test]
fn the_order_of_generated_projects_is_set() {
    let files = generated(BOOKS);
    let model = files.iter().find(|file| file.path.starts_with("src/model.")).expect("a data module").path.clone();
    let (answer, texts) = ask(&files, "sort by author", None);
    assert!(texts[&model].contains("{ field: \"author\", descending: false }"), "{}", answer.text);
    let (answer, texts) = ask(&files, "sort the list by author descending", None);
    assert!(texts[&model].contains("{ field: \"author\", descending: true }"), "{}", answer.text);
    let (answer, texts) = ask(&files, "sort by oldest first", None);
    assert!(texts[&model].contains("{ field: \"createdAt\", descending: false }"), "{}", answer.text);
}

#[test]
fn generated_projects_take_titles_colours_and_themes() {
    let files = generated("A to-do list for a bakery, with a due date");
    let (answer, texts) = ask(&files, "change the title to Morning bread", None);
    assert!(
        texts["index.html"].contains("<title>Morning bread</title>")
            && texts["index.html"].contains("<h1>Morning bread</h1>"),
        "{}",
        answer.text
    );
    let (answer, texts) = ask(&files, "make the accents dark green", None);
    assert!(
        texts["src/styles.css"] != files.iter().find(|file| file.path == "src/styles.css").unwrap().text,
        "{}",
        answer.text
    );
    let (answer, texts) = ask(&files, "switch to dark mode", None);
    assert!(!answer.changes.is_empty() && texts["index.html"].contains("content=\"dark\""), "{}", answer.text);
}

#[test]
fn generated_projects_have_no_problems_of_ours() {
    for description in [BOOKS, "A kanban board for a print shop", "Notes about plants"] {
        let files = generated(description);
        let (answer, _) = ask(&files, "find problems in the whole project", None);
        assert!(answer.text.contains("no problems"), "{description}: {}", answer.text);
    }
}
