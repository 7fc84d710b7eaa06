//! Edits, differences, hunks and merges.

use proptest::prelude::*;

use crate::{
    EditError, Ending, LineKind, MAX_TEXT_BYTES, Merge, TextEdit, apply, apply_hunks, diff, hunks, invert, merge,
};

fn edit(start: u32, end: u32, text: &str) -> TextEdit {
    TextEdit { start, end, text: text.to_owned() }
}

/// Texts of few different lines, so that they share much, with wide characters and every kind of line end.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof!["[ab]{0,2}", Just("é😀".to_owned()), Just("  indented".to_owned())];
    let end = prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    (prop::collection::vec((line, end), 0..14), "[ab]{0,2}")
        .prop_map(|(lines, last)| lines.into_iter().map(|(line, end)| line + end).collect::<String>() + &last)
}

/// Sorted cut points of a text at character boundaries, in UTF-16 units, taken in pairs.
fn edits_for(text: &str, seeds: &[(u16, u16, String)]) -> Vec<TextEdit> {
    let mut places = vec![0u32];
    for c in text.chars() {
        places.push(places[places.len() - 1] + c.len_utf16() as u32);
    }
    let mut points: Vec<u32> =
        seeds.iter().flat_map(|(a, b, _)| [*a, *b]).map(|at| places[usize::from(at) % places.len()]).collect();
    points.sort_unstable();
    points.chunks(2).zip(seeds).map(|(pair, (_, _, text))| edit(pair[0], pair[1], text)).collect()
}

/// The model: splice the code units from the back.
fn splice(text: &str, edits: &[TextEdit]) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    for edit in edits.iter().rev() {
        units.splice(edit.start as usize..edit.end as usize, edit.text.encode_utf16());
    }
    String::from_utf16(&units).expect("the cut points are character boundaries")
}

proptest! {
    #[test]
    fn applying_is_splicing_and_inverting_leads_back(
        text in text(),
        seeds in prop::collection::vec((any::<u16>(), any::<u16>(), "[xy😀\n]{0,3}"), 0..6),
    ) {
        let edits = edits_for(&text, &seeds);
        let after = apply(&text, &edits).unwrap();
        prop_assert_eq!(&after, &splice(&text, &edits));
        let back = invert(&text, &edits).unwrap();
        prop_assert_eq!(apply(&after, &back).unwrap(), text);
    }

    #[test]
    fn arbitrary_edits_never_panic(text in text(), edits in prop::collection::vec((0u32..40, 0u32..40, "[a😀]{0,2}"), 0..5)) {
        let edits: Vec<TextEdit> = edits.iter().map(|(start, end, text)| edit(*start, *end, text)).collect();
        if let Ok(after) = apply(&text, &edits) {
            prop_assert_eq!(after, splice(&text, &edits));
        }
    }

    #[test]
    fn a_difference_applied_is_the_new_text(old in text(), new in text()) {
        let edits = diff(&old, &new);
        prop_assert_eq!(apply(&old, &edits).unwrap(), new);
        prop_assert!(edits.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(edits.iter().all(|edit| edit.start < edit.end || !edit.text.is_empty()));
    }

    #[test]
    fn hunks_taken_none_all_and_one_after_the_other(old in text(), new in text(), context in 0usize..4) {
        let all = hunks(&old, &new, context);
        let numbers: Vec<usize> = (0..all.len()).collect();
        prop_assert_eq!(apply_hunks(&old, &new, &[]).unwrap(), old.clone());
        prop_assert_eq!(apply_hunks(&old, &new, &numbers).unwrap(), new.clone());
        let mut shown = 0;
        for hunk in &all {
            let olds: Vec<usize> = hunk.lines.iter().filter_map(|line| line.old_line).collect();
            let news: Vec<usize> = hunk.lines.iter().filter_map(|line| line.new_line).collect();
            prop_assert_eq!(&olds, &(hunk.old_start..hunk.old_start + hunk.old_lines).collect::<Vec<_>>());
            prop_assert_eq!(&news, &(hunk.new_start..hunk.new_start + hunk.new_lines).collect::<Vec<_>>());
            prop_assert!(olds.iter().all(|&line| line > shown));
            shown = olds.last().copied().unwrap_or(shown);
            let sides: usize = hunk.rows().iter().map(|row| usize::from(row.left.is_some()) + usize::from(row.right.is_some())).sum();
            let same = hunk.lines.iter().filter(|line| line.kind == LineKind::Same).count();
            prop_assert_eq!(sides, hunk.lines.len() + same);
        }
    }

    #[test]
    fn accepted_hunks_are_what_the_view_shows(old in text(), new in text(), picks in any::<u16>()) {
        let all = hunks(&old, &new, 0);
        let accepted: Vec<usize> = (0..all.len()).filter(|index| picks >> (index % 16) & 1 == 1).collect();
        let lines: Vec<&str> = old.split_inclusive('\n').collect();
        let (mut expected, mut copied) = (String::new(), 0);
        for hunk in &all {
            expected.extend(lines[copied..hunk.old_start - 1].iter().copied());
            copied = hunk.old_start - 1 + hunk.old_lines;
            let gone = if accepted.contains(&hunk.index) { LineKind::Removed } else { LineKind::Added };
            for line in hunk.lines.iter().filter(|line| line.kind != gone) {
                expected += &line.text;
                expected += match line.ending { Ending::Lf => "\n", Ending::CrLf => "\r\n", Ending::None => "" };
            }
        }
        expected.extend(lines[copied..].iter().copied());
        prop_assert_eq!(apply_hunks(&old, &new, &accepted).unwrap(), expected);
    }

    #[test]
    fn merging_with_an_untouched_side_takes_the_other(base in text(), ours in text()) {
        prop_assert_eq!(merge(&base, &ours, &base), Merge::Clean { text: ours.clone() });
        prop_assert_eq!(merge(&base, &base, &ours), Merge::Clean { text: ours.clone() });
        prop_assert_eq!(merge(&base, &ours, &ours), Merge::Clean { text: ours });
    }

    #[test]
    fn merging_takes_both_sides_changes_to_separate_lines(
        mine in prop::collection::btree_set(0usize..10, 0..5),
        other in prop::collection::btree_set(0usize..10, 0..5),
    ) {
        // Ours changes lines 4n, theirs lines 4n+2, so no two changes are neighbours. Even numbers of them delete.
        let line = |at: usize, who: &str, set: &std::collections::BTreeSet<usize>, offset: usize| -> String {
            match set.iter().find(|n| **n * 4 + offset == at) {
                Some(n) if n % 2 == 0 => String::new(),
                Some(_) => format!("{who} {at}\n"),
                None => format!("line {at}\n"),
            }
        };
        let none = std::collections::BTreeSet::new();
        let whole = |f: &dyn Fn(usize) -> String| (0..40).map(f).collect::<String>();
        let base = whole(&|at| line(at, "", &none, 0));
        let ours = whole(&|at| line(at, "ours", &mine, 0));
        let theirs = whole(&|at| line(at, "theirs", &other, 2));
        let both = whole(&|at| if at % 4 == 0 { line(at, "ours", &mine, 0) } else { line(at, "theirs", &other, 2) });
        prop_assert_eq!(merge(&base, &ours, &theirs), Merge::Clean { text: both });
    }

    #[test]
    fn merging_is_the_same_from_both_sides(base in text(), ours in text(), theirs in text()) {
        match (merge(&base, &ours, &theirs), merge(&base, &theirs, &ours)) {
            (Merge::Clean { text: a }, Merge::Clean { text: b }) => prop_assert_eq!(a, b),
            (Merge::Conflict { conflicts: a, .. }, Merge::Conflict { conflicts: b, .. }) => {
                prop_assert_eq!(a.len(), b.len());
                for (a, b) in a.iter().zip(&b) {
                    prop_assert_eq!((&a.base, &a.ours, &a.theirs), (&b.base, &b.theirs, &b.ours));
                    prop_assert!(a.ours != a.theirs && a.ours != a.base && a.theirs != a.base);
                }
            }
            (a, b) => prop_assert!(false, "{a:?} against {b:?}"),
        }
    }
}

#[test]
fn wrong_edits_are_named() {
    let text = "a😀b";
    assert_eq!(apply(text, &[edit(2, 3, "")]), Err(EditError::SplitsCharacter { index: 0 }));
    assert_eq!(apply(text, &[edit(0, 1, ""), edit(1, 5, "")]), Err(EditError::OutOfRange { index: 1 }));
    assert_eq!(apply(text, &[edit(1, 0, "")]), Err(EditError::Backwards { index: 0 }));
    assert_eq!(apply(text, &[edit(1, 3, ""), edit(0, 0, "x")]), Err(EditError::Unsorted { index: 1 }));
    let long = "x".repeat(MAX_TEXT_BYTES);
    assert_eq!(apply("ab", &[edit(0, 0, &long)]), Err(EditError::TooLarge { max: MAX_TEXT_BYTES }));
    assert_eq!(apply("", &[edit(0, 0, &long)]).map(|text| text.len()), Ok(MAX_TEXT_BYTES));
    assert_eq!(apply_hunks("a\n", "b\n", &[1]), Err(EditError::NoSuchHunk { index: 1, count: 1 }));
}

#[test]
fn an_edit_looks_like_this_on_the_wire() {
    let json = serde_json::to_string(&edit(1, 3, "x")).unwrap();
    assert_eq!(json, r#"{"start":1,"end":3,"text":"x"}"#);
}

#[test]
fn a_word_changed_on_one_line_is_one_small_edit() {
    let old: String = (0..500).map(|at| format!("line {at} of the file\n")).collect();
    let new = old.replace("line 250 of", "line 250 in");
    let edits = diff(&old, &new);
    assert_eq!(edits.len(), 1);
    assert_eq!((edits[0].end - edits[0].start, edits[0].text.as_str()), (2, "in"));
}

#[test]
fn unified_and_side_by_side_views_of_one_change() {
    let old = "a\nb\nc\nd\ne\n";
    let new = "a\nb\nC\nC2\nd\ne\n";
    let [hunk] = hunks(old, new, 1).try_into().unwrap();
    let shown: Vec<String> = hunk
        .lines
        .iter()
        .map(|line| {
            let sign = match line.kind {
                LineKind::Same => ' ',
                LineKind::Removed => '-',
                LineKind::Added => '+',
            };
            format!("{sign}{}", line.text)
        })
        .collect();
    assert_eq!(hunk.header(), "@@ -2,3 +2,4 @@");
    assert_eq!(shown, [" b", "-c", "+C", "+C2", " d"]);
    let rows: Vec<_> =
        hunk.rows().iter().map(|row| (row.left.map(|l| l.text.as_str()), row.right.map(|r| r.text.as_str()))).collect();
    assert_eq!(rows, [(Some("b"), Some("b")), (Some("c"), Some("C")), (None, Some("C2")), (Some("d"), Some("d"))]);
}

#[test]
fn a_conflict_shows_all_three_versions() {
    let merged = merge("a\nb\nc\n", "a\nours\nc\n", "a\ntheirs\nc\n");
    let Merge::Conflict { conflicts, marked } = merged else { panic!("both changed line 2") };
    assert_eq!((conflicts[0].base_line, conflicts[0].base.as_str()), (2, "b\n"));
    assert_eq!(marked, "a\n<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\nc\n");
}

/// The figure that matters is in the benchmark; this keeps the algorithm from turning quadratic, which would not end.
#[test]
fn files_of_four_mebibytes_are_compared() {
    let line = |at: u64| format!("{:x} some words in a line of code\n", at.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let old: String = (0..80_000).map(line).collect();
    let scattered: String = (0..80_000).map(|at| if at % 9 == 0 { line(at + 1_000_000) } else { line(at) }).collect();
    let different: String = (200_000..280_000).map(line).collect();
    let newlines = "\n".repeat(MAX_TEXT_BYTES);
    for (a, b) in [(&old, &scattered), (&old, &different), (&old, &newlines)] {
        let edits = diff(a, b);
        assert!(apply(a, &edits).unwrap() == *b);
        let count = hunks(a, b, 3).len();
        assert!(apply_hunks(a, b, &(0..count).collect::<Vec<_>>()).unwrap() == *b);
    }
    assert!(matches!(merge(&old, &scattered, &old), Merge::Clean { text } if text == scattered));
}
