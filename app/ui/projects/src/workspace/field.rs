//! The plain field for a text, where no editor is: its cursor stays with its words while others type.
use leptos::prelude::document;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// One replacement in the text before; offsets in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Edit {
    pub range_offset: u32,
    pub range_length: u32,
    pub text: String,
}

/// The class of the field.
pub(crate) const CLASS: &str = "workspace-field";

/// Shows the text after others' edits in the field, if it is on show.
pub(crate) fn follow(text: &str, edits: &[Edit]) {
    let field = document().query_selector(&format!(".{CLASS}")).ok().flatten();
    let Some(field) = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok()) else { return };
    let place = |at: Result<Option<u32>, _>| at.ok().flatten().unwrap_or(0);
    let (start, end) = (place(field.selection_start()), place(field.selection_end()));
    let scrolled = field.scroll_top();
    field.set_value(text);
    let _ = field.set_selection_range(shifted(start, edits), shifted(end, edits));
    field.set_scroll_top(scrolled);
}

/// Where a place is after edits. What is inserted exactly there goes behind it.
fn shifted(at: u32, edits: &[Edit]) -> u32 {
    let mut moved = i64::from(at);
    for edit in edits {
        let length = edit.text.encode_utf16().count() as i64;
        let (from, to) = (edit.range_offset, edit.range_offset + edit.range_length);
        if to <= at && from < at {
            moved += length - i64::from(edit.range_length);
        } else if from < at {
            // The place itself was replaced.
            moved -= i64::from(at - from);
        }
    }
    moved.max(0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range_offset: u32, range_length: u32, text: &str) -> Edit {
        Edit { range_offset, range_length, text: text.to_owned() }
    }

    #[test]
    fn a_place_stays_with_its_words() {
        assert_eq!(shifted(5, &[edit(0, 0, "ab")]), 7);
        assert_eq!(shifted(5, &[edit(5, 0, "ab")]), 5);
        assert_eq!(shifted(5, &[edit(6, 3, "")]), 5);
        assert_eq!(shifted(5, &[edit(3, 4, "x")]), 3);
        assert_eq!(shifted(5, &[edit(0, 2, "😀"), edit(4, 1, "")]), 4);
    }
}
