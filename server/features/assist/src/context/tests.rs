use projects_contract::FileEntry;

use super::*;

fn file(number: u32, path: &str, text: &str) -> FileContent {
    FileContent {
        entry: FileEntry {
            id: format!("018f0000-0000-7000-8000-{number:012}").parse().unwrap(),
            project_id: "018f0000-0000-7000-8000-000000000000".parse().unwrap(),
            path: path.into(),
            version: 1,
            size_bytes: text.len() as u64,
            is_binary: false,
            updated_at: kernel::Timestamp::default(),
            trashed_at: None,
        },
        text: Some(text.into()),
    }
}

fn question(text: &str, focus: Option<(&str, u32)>) -> Question {
    let focus = focus.map(|(path, line)| Focus { path: path.into(), selection: String::new(), line });
    Question { text: text.into(), focus, history: Vec::new() }
}

fn paths(request: &ModelRequest) -> Vec<&str> {
    request.files.iter().map(|file| file.path.as_str()).collect()
}

fn shop() -> Vec<FileContent> {
    let mut files = vec![
        file(1, "index.html", "<script type=\"module\" src=\"./src/main.ts\"></script>\n"),
        file(2, "src/main.ts", "import { total } from './basket';\nexport function start() {}\n"),
        file(3, "src/basket.ts", "export const total = (rows: Row[]) => rows.length;\nexport interface Row {}\n"),
        file(4, "src/colours.css", ":root { --accent: teal; }\n"),
    ];
    files.extend((10..30).map(|n| file(n, &format!("notes/{n}.md"), &"lorem ipsum ".repeat(400))));
    files
}

#[test]
fn the_open_file_comes_first_then_named_ones_then_linked_ones() {
    let request = request(&question("Explain `colours.css`", Some(("src/main.ts", 1))), &shop(), false);
    assert_eq!(paths(&request)[..2], ["src/main.ts", "src/colours.css"]);
    assert!(paths(&request).contains(&"src/basket.ts") && paths(&request).contains(&"index.html"));
    assert!(!paths(&request).contains(&"notes/10.md"));
}

#[test]
fn the_budget_holds_however_large_the_project_and_the_talk_are() {
    let mut files = shop();
    let long: String = (0..40_000).map(|n| format!("export const ipsum{n} = {n};\n")).collect();
    files.push(file(100, "src/long.ts", &long));
    files
        .extend((200..1_900).map(|n| file(n, &format!("deep/folder/of/files/number-{n}.ts"), "export const x = 1;\n")));
    let turn = messages::Turn { author: Author::User, text: "lorem ".repeat(300), paths: Vec::new(), outcome: None };
    let mut asked = question("Why does ipsum fail in src/long.ts?", Some(("src/long.ts", 20_000)));
    asked.history = vec![turn; 30];
    let request = request(&asked, &files, false);
    assert!(tokens(&request) <= 16_000, "{}", tokens(&request));
    let excerpt = &request.files[0];
    assert!(
        excerpt.text.contains("ipsum19999 ") && excerpt.text.starts_with("[lines 1 to "),
        "{}",
        &excerpt.text[..60]
    );
    assert!(request.system.contains("more files."));
    assert!(request.turns[0].text.contains("earlier messages"));
    assert!(prompt::SYSTEM.len() <= 1_200 * BYTES_PER_TOKEN, "{}", prompt::SYSTEM.len());
}

#[test]
fn the_map_shows_what_is_exported_as_long_as_there_is_room() {
    let map = map::of(&shop(), MAP_BYTES);
    assert!(map.contains("src/basket.ts: total, Row\n") && map.contains("src/main.ts: start\n"), "{map}");
    let tight = map::of(&shop(), 200);
    assert!(tight.len() <= 240 && tight.contains("more files") && !tight.contains("total"), "{tight}");
}

#[test]
fn the_analyst_gets_every_text_file_within_its_limit() {
    let files = shop();
    assert_eq!(request(&question("List the files", None), &files, true).files.len(), files.len());
    let large = "x".repeat(BUILT_IN_BYTES);
    let mut more = files.clone();
    more.insert(0, file(99, "large.txt", &large));
    more.push(file(100, "open.txt", "seen\n"));
    let request = request(&question("What is this?", Some(("open.txt", 1))), &more, true);
    assert!(paths(&request).contains(&"open.txt") && !paths(&request).contains(&"large.txt"));
}

#[test]
fn earlier_proposals_are_told_with_what_became_of_them() {
    let mut asked = question("And now?", None);
    let turn = messages::Turn {
        author: Author::Assistant,
        text: "Done.".into(),
        paths: vec!["a.ts".into()],
        outcome: Some(ChangeOutcome::Rejected),
    };
    asked.history = vec![turn];
    let request = request(&asked, &[], false);
    assert!(request.turns[0].text.contains("a.ts") && request.turns[0].text.contains("rejected"));
}
