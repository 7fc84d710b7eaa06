//! From a server function to a view, with the error in its own words when it fails.
use std::future::Future;

use leptos::{prelude::*, tachys::reactive_graph::OwnedView};

use crate::{Banner, Reply};

/// Loads once, on the server, and shows. Nothing of it is sent for the browser to go on with: see [`crate::live`].
pub fn loaded<T, F, Fut>(fetch: F, show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static) -> AnyView
where
    T: Send + 'static,
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T, Reply>> + Send + 'static,
{
    Suspend::new(async move {
        let view = match fetch().await {
            Ok(value) => show(value),
            Err(problem) => view! { <Banner state="stop">{problem.to_string()}</Banner> }.into_any(),
        };
        OwnedView::new(view).into_any()
    })
    .into_any()
}
