//! From a server function to a view, with something to see while it loads and when it fails.
use std::future::Future;

use leptos::{prelude::*, tachys::reactive_graph::OwnedView};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Banner, Reply};

/// Loads once and shows. While it loads a skeleton stands there; an error is said in its own words. On pages that are
/// not hydrated the data is not sent a second time for the browser.
pub fn loaded<T, E, F, Fut>(fetch: F, show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static) -> AnyView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    E: Clone + std::fmt::Display + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T, Reply<E>>> + Send + 'static,
{
    if !crate::visitor().is_live {
        return Suspend::new(async move { OwnedView::new(shown(fetch().await, &show)).into_any() }).into_any();
    }
    let resource = Resource::new_blocking(|| (), move |()| fetch());
    let waiting = || {
        view! { <div class="kit-skeleton kit-skeleton-block" role="status" aria-label="Loading"></div> }
    };
    view! {
        <Suspense fallback=waiting>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    shown(resource.await, &show)
                })
            }}
        </Suspense>
    }
    .into_any()
}

fn shown<T, E: std::fmt::Display>(loaded: Result<T, Reply<E>>, show: &impl Fn(T) -> AnyView) -> AnyView {
    match loaded {
        Ok(value) => show(value),
        Err(problem) => problem_banner(&problem.to_string()).into_any(),
    }
}

fn problem_banner(text: &str) -> impl IntoView {
    let text = text.to_owned();
    view! { <Banner state="stop">{text}</Banner> }
}
