use super::*;
use proptest::prelude::*;

/// Texts with characters of one, two and three bytes and of two code units.
const TEXT: &str = "[a-c \n\u{e9}\u{20ac}\u{1f600}]{0,24}";
/// What an editor may type: also what no room holds.
const TYPED: &str = "[xy\n\r\u{e9}\u{1f600}]{0,4}";

/// What an editor does with edits: it knows code units only.
fn by_units(text: &[u16], edits: &[Edit]) -> Vec<u16> {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| (edit.range_offset, edit.range_length));
    let mut text = text.to_vec();
    for edit in edits.iter().rev() {
        let start = edit.range_offset as usize;
        text.splice(start..start + edit.range_length as usize, edit.text.encode_utf16());
    }
    text
}

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// Edits apart from each other, from pairs of a gap and a length.
fn laid_out(length: usize, drawn: Vec<(usize, usize, String)>) -> Vec<Edit> {
    let mut at = 0;
    let mut edits = Vec::new();
    for (gap, replaced, text) in drawn {
        let start = at + gap;
        if start > length {
            break;
        }
        let end = (start + replaced).min(length);
        edits.push(Edit { range_offset: start as u32, range_length: (end - start) as u32, text });
        // Two at one place would have no order.
        at = end.max(start + 1);
    }
    edits
}

fn drawn() -> impl Strategy<Value = Vec<(usize, usize, String)>> {
    proptest::collection::vec((0usize..8, 0usize..5, TYPED), 0..5)
}

proptest! {
    #[test]
    fn editor_and_document_hold_the_same_after_a_change_and_its_mend(
        text in TEXT,
        drawn in drawn(),
        turned in any::<bool>(),
    ) {
        let mut document = RopeText::from(text.as_str());
        let mut edits = laid_out(units(&text).len(), drawn);
        let mut editor = by_units(&units(&text), &edits);
        if turned {
            edits.reverse();
        }
        let change = convert(edits, &document).unwrap();
        change.op.apply(&mut document).unwrap();
        editor = by_units(&editor, &from_op(&change.mend));
        prop_assert_eq!(editor, units(&document.to_string()));
        prop_assert!(!document.to_string().contains('\r'));
    }

    #[test]
    fn an_operation_comes_back_from_its_edits(old in TEXT, new in TEXT) {
        let document = RopeText::from(old.as_str());
        let op = Op::diff(&old, &new).unwrap();
        let json = serde_json::to_vec(&from_op(&op)).unwrap();
        let change = read(&json, &document).unwrap();
        prop_assert_eq!(&change.op, &op);
        prop_assert!(change.mend.is_noop());
        prop_assert_eq!(by_units(&units(&old), &from_op(&op)), units(&new));
    }
}

#[test]
fn edits_of_any_order_refer_to_the_text_before() {
    let json = r#"[{"rangeOffset":6,"rangeLength":5,"text":"you"},{"rangeOffset":0,"rangeLength":0,"text":"> "}]"#;
    let mut text = RopeText::from("hello world");
    read(json.as_bytes(), &text).unwrap().op.apply(&mut text).unwrap();
    assert_eq!(text.to_string(), "> hello you");
}

#[test]
fn half_a_character_goes_as_a_whole() {
    let text = RopeText::from("a\u{1f600}b");
    let change = convert(vec![Edit { range_offset: 2, range_length: 1, text: String::new() }], &text).unwrap();
    assert_eq!(change.op, Op::splice(1, 2, "").unwrap());
    // The editor still has the first half.
    assert_eq!(change.mend, Op::splice(1, 1, "").unwrap());
}

#[test]
fn half_a_character_that_was_typed_is_replaced_in_the_editor_too() {
    let text = RopeText::from("ab");
    let change = read(br#"[{"rangeOffset":1,"rangeLength":0,"text":"\ud83d"}]"#, &text).unwrap();
    assert_eq!(change.op, Op::splice(1, 0, "\u{fffd}").unwrap());
    assert_eq!(change.mend, Op::splice(1, 1, "\u{fffd}").unwrap());
    let whole = read(br#"[{"rangeOffset":1,"rangeLength":0,"text":"\ud83d\ude00"}]"#, &text).unwrap();
    assert_eq!(whole.op, Op::splice(1, 0, "\u{1f600}").unwrap());
    assert!(whole.mend.is_noop());
}

#[test]
fn what_does_not_fit_is_refused() {
    let text = RopeText::from("abc");
    for json in [
        r#"[{"rangeOffset":2,"rangeLength":2,"text":""}]"#,
        r#"[{"rangeOffset":0,"rangeLength":2,"text":""},{"rangeOffset":1,"rangeLength":1,"text":""}]"#,
        r#"[{"rangeOffset":4294967295,"rangeLength":4294967295,"text":""}]"#,
        r#"[{"rangeOffset":-1,"rangeLength":0,"text":""}]"#,
        "nonsense",
    ] {
        assert_eq!(read(json.as_bytes(), &text), Err(Misfit), "{json}");
    }
}
