//! The JSON that the module in `frontend/monaco/editor.mjs` reads and writes. Everything else needs a browser and is
//! tried there.

use crate::values::to_json;
use crate::{Command, Edit, EditorError, Marker, Options, Severity, Theme};

#[test]
fn options_carry_the_names_that_the_module_reads() {
    let options = Options { theme: Theme::Dark, read_only: true, font_size: 14, aria_label: "main.ts".to_owned() };
    let expected = r#"{"theme":"dark","readOnly":true,"fontSize":14,"ariaLabel":"main.ts"}"#;
    assert_eq!(to_json(&options).as_deref(), Ok(expected));
}

#[test]
fn an_edit_survives_the_way_there_and_back() {
    let edits = vec![Edit { range_offset: 4, range_length: 2, text: "é😀\n\"".to_owned() }];
    let json = to_json(&edits).expect("plain values serialise");
    assert!(json.starts_with(r#"[{"rangeOffset":4,"rangeLength":2,"text":"#), "{json}");
    assert_eq!(serde_json::from_str::<Vec<Edit>>(&json).expect("our own JSON parses"), edits);
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
