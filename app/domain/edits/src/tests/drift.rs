//! A corpus of the ways in which models depart from the form: each reply must end in exactly the right file or be
//! refused. A change in the wrong place is the one outcome that no case may have.

use crate::{ApplyError, Change, ChangeParser, Event, Rung, apply_blocks, combine};

const BASE: &str = r#"import { load } from "./store";
import { render } from "./view";

export function total(items: Item[]): number {
  let sum = 0;
  for (const item of items) {
    sum += item.price * item.count;
  }
  return sum;
}

export function describe(item: Item): string {
  if (item.count === 0) {
    return "none";
  }
  return `${item.count} × ${item.name}`;
}

export function start() {
  const items = load();
  render(items);
  console.log("started");
}

export function stop() {
  console.log("stopped");
}
"#;

enum Expect {
    /// The base with the first text replaced by the second, found on this rung, without or with a look needed.
    Sure(Rung, &'static [(&'static str, &'static str)]),
    Review(Rung, &'static [(&'static str, &'static str)]),
    NotFound,
    Ambiguous,
    Overlap,
    Elision,
    EmptySearch,
    /// The parser already refuses, or sees no change at all.
    NoChange,
}
use Expect::*;

fn tag(body: &str) -> String {
    format!("Sure.\n\n<change path=\"src/x.ts\" kind=\"edit\">\n{body}</change>\n\nDone.\n")
}

fn block(search: &str, replace: &str) -> String {
    tag(&format!("<<<<<<< SEARCH\n{search}=======\n{replace}>>>>>>> REPLACE\n"))
}

const SUM: &[(&str, &str)] = &[("  return sum;\n", "  return Math.round(sum);\n")];
const ZERO: &[(&str, &str)] = &[("  let sum = 0;\n", "  let sum = 1;\n")];
const ZERO_SUM: &[(&str, &str)] =
    &[("  let sum = 0;\n", "  let sum = 1;\n"), ("  return sum;\n", "  return Math.round(sum);\n")];
const NONE: &[(&str, &str)] = &[("    return \"none\";\n", "    return \"no items\";\n")];
const LOOP: &[(&str, &str)] = &[("    sum += item.price * item.count;\n", "    sum += item.price;\n")];

fn cases() -> Vec<(&'static str, String, Expect)> {
    let sum = ("  return sum;\n", "  return Math.round(sum);\n");
    vec![
        // As asked for.
        ("exact", block(sum.0, sum.1), Sure(Rung::Exact, SUM)),
        ("two blocks", tag("<<<<<<< SEARCH\n  let sum = 0;\n=======\n  let sum = 1;\n>>>>>>> REPLACE\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n"), Sure(Rung::Exact, ZERO_SUM)),
        ("blocks out of order", tag("<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n<<<<<<< SEARCH\n  let sum = 0;\n=======\n  let sum = 1;\n>>>>>>> REPLACE\n"), Sure(Rung::Exact, ZERO_SUM)),
        ("deletion", block("  console.log(\"started\");\n", ""), Sure(Rung::Exact, &[("  console.log(\"started\");\n", "")])),
        ("insertion after a line", block("  render(items);\n", "  render(items);\n  focus();\n"), Sure(Rung::Exact, &[("  render(items);\n", "  render(items);\n  focus();\n")])),
        ("the first line", block("import { load } from \"./store\";\n", "import { load, save } from \"./store\";\n"), Sure(Rung::Exact, &[("{ load }", "{ load, save }")])),
        ("the last lines", block("  console.log(\"stopped\");\n}\n", "  console.log(\"stopped\");\n  close();\n}\n"), Sure(Rung::Exact, &[("  console.log(\"stopped\");\n", "  console.log(\"stopped\");\n  close();\n")])),
        ("a block that builds on another", tag("<<<<<<< SEARCH\n  let sum = 0;\n=======\n  let sum = 0, tax = 0;\n>>>>>>> REPLACE\n<<<<<<< SEARCH\n  let sum = 0, tax = 0;\n=======\n  let sum = 0, tax = 1;\n>>>>>>> REPLACE\n"), Sure(Rung::Exact, &[("  let sum = 0;\n", "  let sum = 0, tax = 1;\n")])),
        ("two changes for one file", format!("{}{}", block(sum.0, sum.1), block("  let sum = 0;\n", "  let sum = 1;\n")), Sure(Rung::Exact, ZERO_SUM)),
        // White space.
        ("trailing spaces in the search", block("  return sum;   \n", sum.1), Sure(Rung::Whitespace, SUM)),
        ("trailing tab in context", block("  let sum = 0;\t\n  for (const item of items) {\n", "  let sum = 1;\n  for (const item of items) {\n"), Sure(Rung::Whitespace, ZERO)),
        ("windows line ends in the reply", block("  return sum;\r\n", "  return Math.round(sum);\r\n"), Sure(Rung::Exact, SUM)),
        ("blank line before", block("\n  return sum;\n}\n", "\n  return Math.round(sum);\n}\n"), Sure(Rung::Whitespace, SUM)),
        ("blank lines around", block("\n\n  return sum;\n\n", "\n\n  return Math.round(sum);\n\n"), Sure(Rung::Whitespace, SUM)),
        ("blank line missing inside", block("import { render } from \"./view\";\nexport function total(items: Item[]): number {\n  let sum = 0;\n", "import { render } from \"./view\";\nexport function total(items: Item[]): number {\n  let sum = 1;\n"), Review(Rung::Fuzzy, ZERO)),
        // Indentation.
        ("indented by two more", block("    return sum;\n", "    return Math.round(sum);\n"), Sure(Rung::Indent, SUM)),
        ("not indented at all", block("if (item.count === 0) {\n  return \"none\";\n}\n", "if (item.count === 0) {\n  return \"no items\";\n}\n"), Sure(Rung::Indent, NONE)),
        ("tabs for two spaces", block("\tfor (const item of items) {\n\t\tsum += item.price * item.count;\n\t}\n", "\tfor (const item of items) {\n\t\tsum += item.price;\n\t}\n"), Sure(Rung::Indent, LOOP)),
        ("four spaces for two", block("    for (const item of items) {\n        sum += item.price * item.count;\n    }\n", "    for (const item of items) {\n        sum += item.price;\n    }\n"), Sure(Rung::Indent, LOOP)),
        ("four for two and a new level", block("    for (const item of items) {\n        sum += item.price * item.count;\n", "    for (const item of items) {\n        if (item) {\n            sum += item.price * item.count;\n        }\n"), Review(Rung::Indent, &[("    sum += item.price * item.count;\n", "    if (item) {\n      sum += item.price * item.count;\n    }\n")])),
        ("indentation that follows no rule", block("  if (item.count === 0) {\n return \"none\";\n   }\n", "  if (item.count === 0) {\n return \"no items\";\n   }\n"), Sure(Rung::Indent, NONE)),
        ("nesting flattened", block("for (const item of items) {\nsum += item.price * item.count;\n}\nreturn sum;\n", "for (const item of items) {\nsum += item.price;\n}\nreturn sum;\n"), Review(Rung::Fuzzy, LOOP)),
        // Lines left out.
        ("elided middle", block("export function total(items: Item[]): number {\n...\n  return sum;\n", "export function total(items: Item[]): number {\n...\n  return Math.round(sum);\n"), Sure(Rung::Elided, SUM)),
        ("elided as a comment", block("  let sum = 0;\n  // ... existing code ...\n  return sum;\n", "  let sum = 0;\n  // ... existing code ...\n  return Math.round(sum);\n"), Sure(Rung::Elided, SUM)),
        ("two elisions", block("export function start() {\n  ...\n  render(items);\n  ...\n}\n\nexport function stop() {\n", "export function start() {\n  ...\n  render(items, true);\n  ...\n}\n\nexport function stop() {\n"), Sure(Rung::Elided, &[("  render(items);\n", "  render(items, true);\n")])),
        ("elision only in the search", block("  let sum = 0;\n  ...\n  return sum;\n", "  return 1;\n"), Elision),
        ("lazy replacement", block("  return sum;\n}\n", "  return Math.round(sum);\n}\n// ... rest of the file unchanged ...\n"), Elision),
        ("elision before new lines without a place", block("...\n  return sum;\n", "  let more;\n...\n  return sum;\n"), Elision),
        ("bare dots in a replacement", block("    return \"none\";\n", "    ...\n"), Review(Rung::Exact, &[("    return \"none\";\n", "    ...\n")])),
        // Misremembered.
        ("a comment made up", block("export function describe(item: Item): string {\n  // Nothing left?\n  if (item.count === 0) {\n    return \"none\";\n  }\n", "export function describe(item: Item): string {\n  // Nothing left?\n  if (item.count === 0) {\n    return \"no items\";\n  }\n"), Review(Rung::Fuzzy, NONE)),
        ("a word wrong in context", block("export function describe(thing: Item): string {\n  if (item.count === 0) {\n    return \"none\";\n  }\n", "export function describe(thing: Item): string {\n  if (item.count === 0) {\n    return \"no items\";\n  }\n"), Review(Rung::Fuzzy, NONE)),
        ("quotes changed", block("export function start() {\n  const items = load();\n  render(items);\n  console.log('started');\n}\n", "export function start() {\n  const items = load();\n  render(items, 2);\n  console.log('started');\n}\n"), Review(Rung::Fuzzy, &[("  render(items);\n", "  render(items, 2);\n")])),
        ("a short line resembles another", block("  let num = 0;\n", "  let num = 1;\n"), NotFound),
        ("lines that were never there", block("  const tax = items.length * 0.2;\n  return sum + tax;\n", "  return sum * 1.2;\n"), NotFound),
        ("already applied", block("  return Math.floor(sum);\n", "  return sum;\n"), NotFound),
        ("half a line", block("price * item.count\n", "price\n"), NotFound),
        // More than one place.
        ("a brace", block("}\n", "};\n"), Ambiguous),
        ("a brace, indented otherwise", block("        }\n", "        };\n"), Ambiguous),
        ("two blocks on the same lines", tag("<<<<<<< SEARCH\n  let sum = 0;\n=======\n  let sum = 1;\n>>>>>>> REPLACE\n<<<<<<< SEARCH\n  let sum = 0;\n  for (const item of items) {\n=======\n  for (const item of items) {\n>>>>>>> REPLACE\n"), Overlap),
        ("nothing to search for", block("", "x\n"), EmptySearch),
        ("only blank lines to search for", block("\n\n", "x\n"), EmptySearch),
        // Markers.
        ("no space in the marker", tag("<<<<<<<SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>>REPLACE\n"), Sure(Rung::Exact, SUM)),
        ("six angles", tag("<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>> REPLACE\n"), Sure(Rung::Exact, SUM)),
        ("eight of everything", tag("<<<<<<<< SEARCH\n  return sum;\n========\n  return Math.round(sum);\n>>>>>>>> REPLACE\n"), Sure(Rung::Exact, SUM)),
        ("an angle too many at the end", tag("<<<<<<< SEARCH>\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n"), Sure(Rung::Exact, SUM)),
        ("dashes and pluses", tag("------- SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n+++++++ REPLACE\n"), Sure(Rung::Exact, SUM)),
        ("original and updated", tag("<<<<<<< ORIGINAL\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> UPDATED\n"), Sure(Rung::Exact, SUM)),
        ("bare end marker", tag("<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>>\n"), Sure(Rung::Exact, SUM)),
        ("closing tag on the marker's line", "<change path=\"src/x.ts\">\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE</change>\n".into(), Sure(Rung::Exact, SUM)),
        ("spaces before the markers", tag("  <<<<<<< SEARCH\n  return sum;\n  =======\n  return Math.round(sum);\n  >>>>>>> REPLACE\n"), Sure(Rung::Exact, SUM)),
        ("underlined heading in the content", block("  return sum;\n", "  return Math.round(sum);\n  /*\n  Note\n  ====\n  */\n"), Sure(Rung::Exact, &[("  return sum;\n", "  return Math.round(sum);\n  /*\n  Note\n  ====\n  */\n")])),
        ("no end marker", tag("<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n"), NoChange),
        ("no divider", tag("<<<<<<< SEARCH\n  return sum;\n>>>>>>> REPLACE\n"), NoChange),
        ("cut off", "<change path=\"src/x.ts\">\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.ro".into(), NoChange),
        ("code without blocks", tag("  return Math.round(sum);\n"), NoChange),
        // Fences and paths.
        ("fence around the tag", format!("```xml\n{}```\n", block(sum.0, sum.1).replace("Sure.\n\n", "").replace("\nDone.\n", "")), Sure(Rung::Exact, SUM)),
        ("fence inside the tag", tag("```ts\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n```\n"), Sure(Rung::Exact, SUM)),
        ("path, fence, block", "src/x.ts\n```ts\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n```\n".into(), Sure(Rung::Exact, SUM)),
        ("path inside the fence", "```ts\nsrc/x.ts\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n```\n".into(), Sure(Rung::Exact, SUM)),
        ("path as a comment in the fence", "```ts\n// src/x.ts\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n```\n".into(), Sure(Rung::Exact, SUM)),
        ("bold path", "**src/x.ts**\n\n```ts\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n```\n".into(), Sure(Rung::Exact, SUM)),
        ("heading path with a colon", "### `src/x.ts`:\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n".into(), Sure(Rung::Exact, SUM)),
        ("second block without a path", "src/x.ts\n```ts\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n```\nand\n```ts\n<<<<<<< SEARCH\n  let sum = 0;\n=======\n  let sum = 1;\n>>>>>>> REPLACE\n```\n".into(), Sure(Rung::Exact, ZERO_SUM)),
        ("a block without any path", "<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n".into(), NoChange),
        ("a block quoted in a code block", "Write it like this:\n```\nAnd then\n<<<<<<< SEARCH\n  return sum;\n=======\n  return 1;\n>>>>>>> REPLACE\n```\n".into(), NoChange),
        ("single quotes and other attribute names", "<change type='modify' filePath='./src/x.ts'>\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n</change>\n".into(), Sure(Rung::Exact, SUM)),
        ("called create, meant edit", "<change path=\"src/x.ts\" kind=\"create\">\n<<<<<<< SEARCH\n  return sum;\n=======\n  return Math.round(sum);\n>>>>>>> REPLACE\n</change>\n".into(), Sure(Rung::Exact, SUM)),
    ]
}

fn changes_of(reply: &str) -> Vec<Change> {
    let mut parser = ChangeParser::new();
    let mut events = parser.feed(reply);
    events.extend(parser.finish());
    combine(
        events
            .into_iter()
            .filter_map(|event| match event {
                Event::ChangeDone { change } => Some(change),
                _ => None,
            })
            .collect(),
    )
}

#[test]
fn every_drift_ends_in_the_right_place_or_is_refused() {
    let cases = cases();
    assert!(cases.len() >= 40);
    let mut wrong = Vec::new();
    for (name, reply, expect) in &cases {
        let changes = changes_of(reply);
        if matches!(expect, NoChange) {
            if !changes.is_empty() {
                wrong.push(format!("{name}: parsed {changes:?}"));
            }
            continue;
        }
        let [change] = changes.as_slice() else {
            wrong.push(format!("{name}: parsed {changes:?}"));
            continue;
        };
        assert_eq!(change.path, "src/x.ts", "{name}");
        let result = apply_blocks(BASE, &change.blocks);
        let fits = match (expect, &result) {
            (Sure(rung, replaced) | Review(rung, replaced), Ok(applied)) => {
                let text = replaced.iter().fold(BASE.to_owned(), |text, (from, to)| {
                    assert_eq!(text.matches(from).count(), 1, "{name}: the case itself must be clear");
                    text.replace(from, to)
                });
                let rung_fits = applied.rungs.iter().max() == Some(rung);
                text == applied.text && rung_fits && applied.needs_review == matches!(expect, Review(..))
            }
            (NotFound, Err(ApplyError::NotFound { already_applied, .. })) => {
                *already_applied == name.starts_with("already")
            }
            (Ambiguous, Err(ApplyError::Ambiguous { lines, .. })) => lines.len() > 1,
            (Overlap, Err(ApplyError::Overlap { .. })) => true,
            (Elision, Err(ApplyError::Elision { .. })) => true,
            (EmptySearch, Err(ApplyError::EmptySearch { .. })) => true,
            _ => false,
        };
        if !fits {
            wrong.push(format!("{name}: {result:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// The same replies against a file with Windows line ends and no newline at its end: nothing else may change.
#[test]
fn line_ends_of_the_file_are_kept() {
    let windows = BASE.replace('\n', "\r\n").trim_end().to_owned();
    let changes = changes_of(&block("  return sum;\n", "  return Math.round(sum);\n  // done\n"));
    let applied = apply_blocks(&windows, &changes[0].blocks).unwrap();
    assert_eq!(applied.text, windows.replace("  return sum;\r\n", "  return Math.round(sum);\r\n  // done\r\n"));
    let changes = changes_of(&block("  console.log(\"stopped\");\n}\n", "  close();\n}\n"));
    let applied = apply_blocks(&windows, &changes[0].blocks).unwrap();
    assert_eq!(applied.text, windows.replace("  console.log(\"stopped\");", "  close();"));
}

#[test]
fn a_miss_shows_the_nearest_lines() {
    let changes = changes_of(&block("  const things = load();\n  paint(things);\n", "  x();\n"));
    let Err(ApplyError::NotFound { nearest, .. }) = apply_blocks(BASE, &changes[0].blocks) else { panic!("not there") };
    assert_eq!((nearest[0].line, nearest[0].text.as_str()), (20, "  const items = load();"));
}
