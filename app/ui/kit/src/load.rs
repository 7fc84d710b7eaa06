//! From a server function to a view, with something to see while it loads and when it fails.
use std::future::Future;

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Banner, Reply};

/// Loads once and shows. While it loads a skeleton stands there; an error is said in its own words.
pub fn loaded<T, E, F, Fut>(fetch: F, show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    E: Clone + std::fmt::Display + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T, Reply<E>>> + Send + 'static,
{
    let resource = Resource::new_blocking(|| (), move |()| fetch());
    let waiting = || {
        view! { <div class="kit-skeleton kit-skeleton-block" role="status" aria-label="Loading"></div> }
    };
    view! {
        <Suspense fallback=waiting>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => show(value),
                        Err(problem) => problem_banner(&problem.to_string()).into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

fn problem_banner(text: &str) -> impl IntoView {
    let text = text.to_owned();
    view! { <Banner state="stop">{text}</Banner> }
}
