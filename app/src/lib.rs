//! The shell: the `<html>` around every page, and the table of routes. Assembly only; pages live in `ui/*`.
//!
//! # Decisions
//! - Only the pages that need it load WebAssembly: [`needs_wasm`] is the list. Everything else is plain HTML that works
//!   without any script, also for signed-in people. We would change this if a page outside the list came to need live
//!   state.
//! - Every link is an ordinary navigation. A document's content security policy is fixed when it loads, and the
//!   workspace has another one than the rest; full loads keep that simple, and server rendering keeps them quick.
mod hydration;
mod routes;

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::Router;
use ui_kit::{PanelSlot, Visitor};

pub use hydration::take_over_links;

/// The built files that the shell names, with their hashes; the server reads them from the site's manifest.
#[derive(Debug, Clone, Default)]
pub struct SiteFiles {
    /// The stylesheet, such as `/pkg/app-1a2b3c4d.css`.
    pub css: String,
    /// The JavaScript beside the WebAssembly.
    pub js: String,
    /// The WebAssembly.
    pub wasm: String,
}

/// Whether the page at `path` is hydrated.
pub fn needs_wasm(path: &str) -> bool {
    path.starts_with("/p/") || (path.starts_with("/projects/") && path.ends_with("/plan"))
}

/// The document around every page.
pub fn shell(files: SiteFiles) -> impl IntoView {
    let visitor = use_context::<Visitor>().unwrap_or_default();
    let hydrates = needs_wasm(&visitor.path);
    let nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string());
    let theme = match visitor.theme.as_str() {
        theme @ ("light" | "dark") => Some(theme.to_owned()),
        // The workspace is dark first; everything else follows the device.
        _ => None,
    };
    let scripts = hydrates.then(|| {
        // What the server knew travels to the browser as data, so that both render the same page.
        let data = serde_json::to_string(&visitor).unwrap_or_default().replace('<', "\\u003c");
        let start = format!(
            "window.__burnishImport=u=>import(u);import(\"{}\").then(m=>m.default({{module_or_path:\"{}\"}}).then(()=>m.hydrate()));",
            files.js, files.wasm
        );
        view! {
            <link rel="modulepreload" href=files.js.clone() nonce=nonce.clone() />
            <link rel="preload" href=files.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="" />
            <script type="application/json" id="visitor" inner_html=data></script>
            <script type="module" nonce=nonce.clone() inner_html=start></script>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link
                    rel="preload"
                    href="/assets/fonts/instrument-sans.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin=""
                />
                <link rel="stylesheet" href=files.css.clone() />
                {scripts}
                <script type="module" src="/page.js" nonce=nonce></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// All pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    hydration::provide_visitor();
    provide_context(PanelSlot(|| view! { <assist_ui::AssistPanel /> }.into_any()));
    Effect::new(hydration::take_over_links);
    view! {
        <leptos_meta::Title formatter=|page: String| {
            if page.is_empty() { "Burnish".to_owned() } else { format!("{page} · Burnish") }
        } />
        <Router>
            <routes::Pages />
        </Router>
    }
}
