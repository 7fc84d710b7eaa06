//! The same things as Leptos has them, with their types taken away at once. Each closure is a type of its own, and Leptos
//! makes a dozen functions for every type that is a child, an effect or a row; through these all share one set. In the
//! workspace that is a seventh of what the browser loads.
use leptos::prelude::*;

/// A child that follows what `draw` reads.
pub fn dynamic<V: IntoAny>(mut draw: impl FnMut() -> V + Send + 'static) -> AnyView {
    boxed(Box::new(move || draw().into_any()))
}

fn boxed(mut draw: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
    (move || draw()).into_any()
}

/// Runs in the browser, now and whenever what `run` reads has changed.
pub fn effect(run: impl FnMut() + 'static) {
    boxed_effect(Box::new(run));
}

fn boxed_effect(run: Box<dyn FnMut()>) {
    Effect::new(run);
}

/// A row of a [`rows`] list: what it is called among the others, and how it is drawn once.
pub struct Row {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Row {
    /// A row. Two rows of one list may not have the same key.
    pub fn new<V: IntoAny>(key: impl Into<String>, draw: impl FnOnce() -> V + Send + 'static) -> Self {
        Self { key: key.into(), draw: Box::new(move || draw().into_any()) }
    }
}

/// The rows that `each` answers; a row that is still there later stays as it was drawn first.
pub fn rows(each: impl Fn() -> Vec<Row> + Send + Sync + 'static) -> AnyView {
    boxed_rows(Box::new(each))
}

fn boxed_rows(each: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=move || each() key=|row| row.key.clone() children=|row| (row.draw)() /> }.into_any()
}

/// Views of one kind, as children.
pub trait Views {
    /// All of them.
    fn views(self) -> Vec<AnyView>;
}

impl<I: Iterator<Item: IntoAny>> Views for I {
    fn views(self) -> Vec<AnyView> {
        self.map(IntoAny::into_any).collect()
    }
}
