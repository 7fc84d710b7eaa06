//! Parts of pages that go on living in the browser.
//!
//! # Decisions
//! - The server draws the whole page, and writes what the live part was made of beside it. The browser takes over that one
//!   element, from that data. Frames, routes, loading and error pages are then no part of what it loads.
//! - A part is a plain function of its data, so that both sides draw the same.
use std::future::Future;

use leptos::{prelude::*, tachys::reactive_graph::OwnedView};
use serde::Serialize;

/// The id of the element that lives; its `data-part` says which part it is.
pub const LIVE: &str = "live";
/// The id of the element with the data, as JSON.
pub const LIVE_DATA: &str = "live-data";

/// Draws a live part with what `load` answers, or what it answers instead of a part. `head` is drawn beside the part and
/// does not live: the page's title, its description.
pub fn live<T: Serialize + Send + 'static>(
    part: &'static str,
    load: impl Future<Output = Result<T, AnyView>> + Send + 'static,
    head: fn(&T) -> AnyView,
    show: fn(T) -> AnyView,
) -> AnyView {
    Suspend::new(async move {
        let view = match load.await {
            Ok(data) => {
                let json = serde_json::to_string(&data).unwrap_or_default().replace('<', "\\u003c");
                view! {
                    {head(&data)}
                    <script type="application/json" id=LIVE_DATA inner_html=json></script>
                    <div id=LIVE data-part=part>
                        {show(data)}
                    </div>
                }
                .into_any()
            }
            Err(instead) => instead,
        };
        OwnedView::new(view).into_any()
    })
    .into_any()
}
