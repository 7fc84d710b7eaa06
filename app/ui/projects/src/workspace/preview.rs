//! The running project beside its code. The preview's own module (`frontend/preview/host.mjs`) bundles and shows; here
//! is what it is given, and what is heard from it. Whatever comes from the page inside was written by strangers and is
//! only ever shown as text.
use std::cell::{Cell, RefCell};

use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use monaco_wasm::import_module;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

use super::{
    browser::{assets, is_dark, reason},
    desk::Desk,
    preview_files,
};

/// Most lines that the console keeps; older ones go.
const MOST_LOGS: usize = 500;

#[wasm_bindgen]
extern "C" {
    type HostModule;
    #[wasm_bindgen(method, catch, js_name = createPreview)]
    fn create_preview(this: &HostModule, options: &JsValue) -> Result<Host, JsValue>;

    #[derive(Clone)]
    type Host;
    #[wasm_bindgen(method, catch)]
    fn update(this: &Host, files: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn reload(this: &Host) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn stop(this: &Host) -> Result<(), JsValue>;
}

thread_local! {
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
    static SYNCING: Cell<bool> = const { Cell::new(false) };
    static AGAIN: Cell<bool> = const { Cell::new(false) };
}

/// Something that is wrong with the project.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Problem {
    /// `build`, `runtime` or `preview`.
    pub kind: String,
    /// In plain words.
    pub message: String,
    /// Project path, when it is known.
    #[serde(default)]
    pub file: Option<String>,
    /// From 1.
    #[serde(default)]
    pub line: Option<u32>,
    /// From 1.
    #[serde(default)]
    pub column: Option<u32>,
}

impl Problem {
    /// `src/main.ts:8`, or nothing when the place is not known.
    pub(crate) fn place(&self) -> Option<String> {
        let file = self.file.as_ref()?;
        Some(self.line.map_or_else(|| file.clone(), |line| format!("{file}:{line}")))
    }

    /// What the assistant is asked about it.
    pub(crate) fn question(&self) -> String {
        let place = self.place().map_or_else(String::new, |place| format!(" in {place}"));
        let when = if self.kind == "build" { "does not build" } else { "fails while it runs" };
        format!("The preview {when}{place}. It says: {}\nPlease fix it.", self.message)
    }
}

/// A line of the console.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Log {
    /// Set here: a key for the list.
    #[serde(skip)]
    pub number: u32,
    /// `log`, `info`, `warn`, `error` or `debug`.
    pub level: String,
    /// What was logged.
    pub text: String,
    /// Where, when it is known.
    #[serde(default)]
    pub file: Option<String>,
    /// From 1.
    #[serde(default)]
    pub line: Option<u32>,
}

#[derive(Deserialize)]
struct Place {
    file: String,
    line: u32,
    column: u32,
}

/// What is known of the preview.
#[derive(Clone, Copy)]
pub(crate) struct PreviewState {
    /// `starting`, `bundling`, `loading`, `ready`, `failed`, `unresponsive` or `stopped`.
    pub state: RwSignal<String>,
    /// What is wrong now.
    pub problems: RwSignal<Vec<Problem>>,
    /// The console, oldest first.
    pub logs: RwSignal<Vec<Log>>,
    /// How long the last bundling took, in milliseconds.
    pub bundle_ms: RwSignal<Option<u32>>,
    /// The address inside.
    pub path: RwSignal<String>,
    count: StoredValue<u32>,
}

impl PreviewState {
    pub(crate) fn new() -> Self {
        Self {
            state: RwSignal::new("starting".to_owned()),
            problems: RwSignal::new(Vec::new()),
            logs: RwSignal::new(Vec::new()),
            bundle_ms: RwSignal::new(None),
            path: RwSignal::new("/".to_owned()),
            count: StoredValue::new(0),
        }
    }

    fn log(self, mut entry: Log) {
        self.count.update_value(|count| *count += 1);
        entry.number = self.count.get_value();
        self.logs.update(|logs| {
            logs.push(entry);
            let over = logs.len().saturating_sub(MOST_LOGS);
            logs.drain(..over);
        });
    }
}

/// Loads the page inside again, or starts a stopped one.
pub(crate) fn reload() {
    if let Some(host) = HOST.with_borrow(Clone::clone) {
        let _ = host.reload();
    }
}

/// Takes the running page away, even when it hangs.
pub(crate) fn stop() {
    if let Some(host) = HOST.with_borrow(Clone::clone) {
        let _ = host.stop();
    }
}

/// Loads the host and lets it show the project in a frame at the beginning of `stage`.
pub(crate) async fn start(desk: Desk, state: PreviewState, stage: &web_sys::Element) -> Result<(), String> {
    let [host] = assets(["preview.host"]).await?;
    let module: HostModule = import_module(&host).await.map_err(|error| error.to_string())?.unchecked_into();
    let frame = document().create_element("iframe").map_err(reason)?;
    frame.set_class_name("workspace-frame");
    let title = format!("Preview of {}", desk.name.get_untracked());
    frame.set_attribute("title", &title).map_err(reason)?;
    // The host puts a fresh frame in its place to stop a page, so it is not part of our own view.
    stage.prepend_with_node_1(&frame).map_err(reason)?;

    let options = Object::new();
    let set = |name: &str, value: &JsValue| _ = Reflect::set(&options, &JsValue::from_str(name), value);
    set("iframe", &frame);
    set("siteOrigin", &JsValue::from_str(&desk.preview_origin.get_value()));
    set("theme", &JsValue::from_str(if is_dark() { "dark" } else { "light" }));
    set("onState", &hear(move |value| state.state.set(value.as_string().unwrap_or_default())));
    set("onLocation", &hear(move |value| state.path.set(value.as_string().unwrap_or_default())));
    set("onError", &hear(move |value| state.problems.set(read(&value).unwrap_or_default())));
    set(
        "onReady",
        &hear(move |value| {
            let bundle_ms = Reflect::get(&value, &"bundleMs".into()).ok().and_then(|ms| ms.as_f64());
            state.bundle_ms.set(bundle_ms.map(|ms| ms.round() as u32));
        }),
    );
    set(
        "onConsole",
        &hear(move |value| {
            if let Some(entry) = read(&value) {
                state.log(entry);
            }
        }),
    );
    set(
        "onOpen",
        &hear(move |value| {
            if let Some(Place { file, line, column }) = read(&value) {
                desk.open_path(&file, line, column);
            }
        }),
    );
    let host = module.create_preview(&options).map_err(reason)?;
    HOST.set(Some(host));
    Ok(())
}

/// A callback for JavaScript. It lives as long as the page, like the preview that calls it.
fn hear(act: impl Fn(JsValue) + 'static) -> Function {
    Closure::<dyn Fn(JsValue)>::new(act).into_js_value().unchecked_into()
}

/// A plain JavaScript value as ours; `None` when it has another shape.
fn read<T: serde::de::DeserializeOwned>(value: &JsValue) -> Option<T> {
    let text = js_sys::JSON::stringify(value).ok()?;
    serde_json::from_slice(String::from(text).as_bytes()).ok()
}

/// Hands the project's files over, unsaved texts included. One run at a time; wishes meanwhile become one more run.
pub(crate) async fn sync(desk: Desk) {
    if SYNCING.replace(true) {
        AGAIN.set(true);
        return;
    }
    loop {
        AGAIN.set(false);
        match preview_files::collect(desk).await {
            Ok(files) => {
                if let Some(host) = HOST.with_borrow(Clone::clone) {
                    let _ = host.update(&files);
                }
            }
            Err(sentence) => desk.toasts.stop(sentence),
        }
        if !AGAIN.get() {
            break;
        }
    }
    SYNCING.set(false);
}
