use super::*;

fn insert(at: u32, text: &str) -> TextEdit {
    TextEdit { start: at, end: at, text: text.to_owned() }
}

#[test]
fn the_highest_role_wins() {
    assert_eq!(role_in(Some(Role::Member), true, false), ProjectRole::Owner);
    assert_eq!(role_in(Some(Role::Member), false, false), ProjectRole::Editor);
    assert_eq!(role_in(Some(Role::Viewer), true, false), ProjectRole::Viewer);
    assert_eq!(role_in(Some(Role::Viewer), false, true), ProjectRole::Editor);
    assert_eq!(role_in(None, true, false), ProjectRole::Viewer);
    assert_eq!(role_in(Some(Role::Admin), false, false), ProjectRole::Owner);
}

#[test]
fn text_comes_in_with_lf_and_other_bytes_stay_as_they_are() {
    assert_eq!(Content::of(b"\xef\xbb\xbfa\r\nb\rc\n".to_vec()), Content::Text("a\nb\nc\n".into()));
    assert_eq!(Content::of(b"a\0b".to_vec()), Content::Binary(b"a\0b".to_vec()));
    assert_eq!(Content::of(vec![0xff, 0xfe]), Content::Binary(vec![0xff, 0xfe]));
}

#[test]
fn a_late_edit_in_other_lines_is_merged_and_one_in_the_same_line_is_not() {
    let base = "one\ntwo\nthree\nfour\n";
    let current = "one\ntwo\nthree\nFOUR\n";
    match late_edit(base, current, vec![insert(0, "zero\n")]) {
        Ok(Write::Text { text, edits, inverse }) => {
            assert_eq!(text, "zero\none\ntwo\nthree\nFOUR\n");
            assert_eq!(edits::apply(current, &edits).as_deref(), Ok(text.as_str()));
            assert_eq!(edits::apply(&text, &inverse).as_deref(), Ok(current));
        }
        other => panic!("expected a merge, got {other:?}"),
    }
    assert_eq!(late_edit(base, current, vec![insert(14, "th")]), Err(LateEdit::Conflict));
}

#[test]
fn an_edit_that_changes_nothing_is_no_write() {
    assert_eq!(edit("abc", vec![]), Ok(Write::Nothing));
    assert_eq!(edit("abc", vec![TextEdit { start: 0, end: 1, text: "a".into() }]), Ok(Write::Nothing));
    assert!(matches!(edit("abc", vec![insert(9, "x")]), Err(ProjectsError::BadEdit(_))));
    assert!(matches!(edit("abc", vec![insert(0, "\0")]), Err(ProjectsError::BadEdit(_))));
}

#[test]
fn rewinding_needs_every_write() {
    let first = edits::invert("a", &[insert(1, "b")]).unwrap();
    let second = edits::invert("ab", &[insert(2, "c")]).unwrap();
    let both = [(3, second.clone()), (2, first.clone())];
    assert_eq!(rewind("abc", 3, 1, &both).as_deref(), Some("a"));
    assert_eq!(rewind("abc", 3, 2, &both[..1]).as_deref(), Some("ab"));
    assert_eq!(rewind("abc", 3, 1, &[(3, second)]), None);
    assert_eq!(rewind("abc", 3, 1, &[(2, first)]), None);
}

#[test]
fn a_restored_file_gets_a_free_name_beside_its_old_one() {
    let taken = ["src/a.ts", "src/a (restored).ts"];
    assert_eq!(free_name("src/a.ts", |path| taken.contains(&path)).as_deref(), Ok("src/a (restored 2).ts"));
    assert_eq!(free_name(".env", |path| path == ".env").as_deref(), Ok(".env (restored)"));
    let long = format!("{}.ts", "ü".repeat(58));
    assert!(free_name(&long, |_| false).is_ok_and(|name| name.len() <= 120 && name.ends_with(" (restored).ts")));
}

#[test]
fn a_file_and_a_folder_cannot_share_a_name() {
    let paths = |given: &[&str]| given.iter().map(|path| FilePath::parse(path).unwrap()).collect::<Vec<_>>();
    assert_eq!(clash_within(&paths(&["a", "b/c", "b/d"])), None);
    assert_eq!(clash_within(&paths(&["a", "a/b"])).map(FilePath::as_str), Some("a/b"));
    assert_eq!(clash_within(&paths(&["a/b", "a/b"])).map(FilePath::as_str), Some("a/b"));
}

#[test]
fn a_cursor_survives_the_way_out_and_back() {
    let id: ProjectId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
    let at = Timestamp::from_micros(1_795_170_600_123_456);
    assert_eq!(read_list_cursor(&Cursor(list_cursor(at, id))), Some((at, id)));
    assert_eq!(read_list_cursor(&Cursor("nonsense".into())), None);
}

#[test]
fn the_accent_is_the_most_used_colour_with_a_hue() {
    let sheet = "a{color:#222222} b{color:#2f6f4f} c{color:#2F6F4F;background:#222222} d{color:#ff0000}";
    assert_eq!(accent_of([sheet].into_iter()), "#2f6f4f");
    assert_eq!(accent_of(["p{color:red}"].into_iter()), "#64748b");
}
