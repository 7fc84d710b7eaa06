//! Keyset pages: stable while rows come and go, and as quick on page 400 as on page 1.
use serde::{Deserialize, Serialize};

/// An opaque place in a list, made by the server. Clients hand it back unread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// A part of a longer list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The rows, in the order that was asked for.
    pub items: Vec<T>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Everything at once: a list that needs no second page.
    pub const fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }

    /// Builds a page from `limit + 1` fetched rows: the extra one only tells that there is more.
    pub fn from_overfetch(mut rows: Vec<T>, limit: usize, cursor_of: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|row| Cursor(cursor_of(row))) } else { None };
        Self { items: rows, next }
    }
}
