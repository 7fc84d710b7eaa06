//! The JSON that the module in `frontend/monaco/editor.mjs` reads and writes. Everything else needs a browser and is
//! tried there.

use crate::values::to_json;
use crate::{Command, EditorError, Marker, Options, RemoteCursor, Severity, Theme, ThreadMark};

#[test]
fn options_carry_the_names_that_the_module_reads() {
    let options = Options { theme: Theme::Dark, read_only: true, font_size: 14, aria_label: "main.ts".to_owned() };
    let expected = r#"{"theme":"dark","readOnly":true,"fontSize":14,"ariaLabel":"main.ts"}"#;
    assert_eq!(to_json(&options).as_deref(), Ok(expected));
}

#[test]
fn a_cursor_carries_the_names_that_the_module_reads() {
    let mut cursor = RemoteCursor {
        user: "019a".to_owned(),
        name: "Ada \"<b>\"".to_owned(),
        colour: "#107d61".to_owned(),
        file: "f".to_owned(),
        line: 3,
        column: 9,
        selection_line: None,
        selection_column: None,
    };
    let expected = r##"{"user":"019a","name":"Ada \"<b>\"","colour":"#107d61","file":"f","line":3,"column":9}"##;
    assert_eq!(to_json(&cursor).as_deref(), Ok(expected));
    (cursor.selection_line, cursor.selection_column) = (Some(2), Some(1));
    let json = to_json(&cursor).expect("plain values serialise");
    assert!(json.ends_with(r#","selectionLine":2,"selectionColumn":1}"#), "{json}");
}

#[test]
fn a_mark_of_comments_carries_the_names_that_the_module_reads() {
    let marks = [ThreadMark { line: 7, count: 2, resolved: true }];
    assert_eq!(to_json(&marks[..]).as_deref(), Ok(r#"[{"line":7,"count":2,"resolved":true}]"#));
}

#[test]
fn a_marker_leaves_out_an_end_it_does_not_know() {
    let marker = Marker {
        line: 3,
        column: 1,
        end_line: None,
        end_column: Some(9),
        severity: Severity::Warning,
        message: "Unused".to_owned(),
        source: None,
    };
    let expected = r#"{"line":3,"column":1,"endColumn":9,"severity":"warning","message":"Unused"}"#;
    assert_eq!(to_json(&marker).as_deref(), Ok(expected));
}

#[test]
fn commands_have_the_names_of_the_keys_module() {
    let names = [Command::Save, Command::Palette, Command::QuickOpen, Command::Run].map(Command::name);
    assert_eq!(names, ["save", "palette", "quickOpen", "run"]);
}

#[test]
fn a_failed_load_says_what_and_what_to_do() {
    let error = EditorError::Load { url: "/assets/monaco/editor.js".to_owned(), reason: "404".to_owned() };
    assert_eq!(
        error.to_string(),
        "/assets/monaco/editor.js could not be loaded (404). Check the connection and reload the page."
    );
}
