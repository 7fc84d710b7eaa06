//! The shell: the `<html>` around every page, and the table of routes. Assembly only; pages live in `ui/*`.
//!
//! # Decisions
//! - Only what needs it loads WebAssembly: [`live_part`] is the list. Everything else is plain HTML that works without any
//!   script, also for signed-in people. We would change this if a page outside the list came to need live state.
//! - Each live part is a bundle of its own, which holds the part and nothing around it ([`ui_kit::live`]).
//! - Every link is an ordinary navigation, and there is no router in the browser. A document's content security policy is
//!   fixed when it loads, and the workspace has another one than the rest; full loads keep that simple, and server
//!   rendering keeps them quick.
mod routes;
#[cfg(target_arch = "wasm32")]
mod waking;

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
pub use projects_ui::{MAX_RECORDING_BYTES, Replay};
use ui_kit::{PanelSlot, Visitor};
#[cfg(target_arch = "wasm32")]
pub use waking::{wake_plan, wake_workspace};

/// The built files that the shell names, with their hashes; the server reads them from the site's manifest.
#[derive(Debug, Clone, Default)]
pub struct SiteFiles {
    /// The stylesheet, such as `/pkg/app-1a2b3c4d.css`.
    pub css: String,
    /// For pages with the workspace.
    pub workspace: Bundle,
    /// The code editor's script, which the workspace imports once it is alive, unless the window is narrow.
    pub editor: Option<String>,
    /// The end of the live room in the browser, which the workspace imports as well.
    pub live: Bundle,
    /// The preview's script, which the workspace imports as well.
    pub preview: Option<String>,
    /// For pages with a plan.
    pub plan: Bundle,
}

/// What a live part loads.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// The JavaScript beside the WebAssembly.
    pub js: String,
    /// The WebAssembly.
    pub wasm: String,
}

/// What the page at `path` loads for its live part, if it may have one.
fn live_part<'a>(path: &str, files: &'a SiteFiles) -> Option<&'a Bundle> {
    if path.starts_with("/p/") {
        Some(&files.workspace)
    } else if path.starts_with("/projects/") && path.ends_with("/plan") {
        Some(&files.plan)
    } else {
        None
    }
}

/// The document around every page.
pub fn shell(files: SiteFiles) -> impl IntoView {
    let visitor = use_context::<Visitor>().unwrap_or_default();
    let nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string());
    let theme = match visitor.theme.as_str() {
        theme @ ("light" | "dark") => Some(theme.to_owned()),
        // The workspace is dark first; everything else follows the device.
        _ => None,
    };
    let scripts = live_part(&visitor.path, &files).map(|bundle| {
        // By far the largest scripts. On their way from the start, they are there when they are wanted. Below them: what
        // the server knew travels to the browser as data, so that both render the same page.
        let is_workspace = visitor.path.starts_with("/p/");
        let wanted = [(&files.editor, Some("(min-width: 720px)")), (&files.preview, None)];
        let later = wanted.into_iter().filter(|_| is_workspace).filter_map(|(script, media)| {
            let (href, nonce) = (script.clone()?, nonce.clone());
            Some(view! { <link rel="modulepreload" href=href media=media nonce=nonce /> })
        });
        let later = later.collect_view();
        let live = is_workspace.then(|| {
            let Bundle { js, wasm } = files.live.clone();
            let nonce = nonce.clone();
            view! {
                <link rel="modulepreload" href=js nonce=nonce />
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="" />
            }
        });
        let connect = if is_workspace {
            let Bundle { js, wasm } = &files.live;
            format!("window.__burnishLive=()=>import(\"{js}\").then(m=>m.default({{module_or_path:\"{wasm}\"}}).then(()=>m));")
        } else {
            String::new()
        };
        let data = serde_json::to_string(&visitor).unwrap_or_default().replace('<', "\\u003c");
        let start = format!(
            "window.__burnishImport=u=>import(u);{connect}import(\"{}\").then(m=>m.default({{module_or_path:\"{}\"}}).then(()=>m.hydrate()));",
            bundle.js, bundle.wasm
        );
        view! {
            <link rel="modulepreload" href=bundle.js.clone() nonce=nonce.clone() />
            <link rel="preload" href=bundle.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="" />
            {live}
            {later}
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

/// All pages, for the server.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_panel();
    view! {
        <leptos_meta::Title formatter=|page: String| {
            if page.is_empty() { "Burnish".to_owned() } else { format!("{page} · Burnish") }
        } />
        <routes::Pages />
    }
}

/// The assistant's panel for the workspace; only this crate may know both.
fn provide_panel() {
    provide_context(PanelSlot(|| view! { <assist_ui::AssistPanel /> }.into_any()));
}
