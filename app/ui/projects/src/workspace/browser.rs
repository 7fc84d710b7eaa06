//! The few things that the workspace wants from the browser itself. Every function here is for the browser only: it
//! is called from effects and event handlers, never while rendering.
use js_sys::{Reflect, Uint8Array};
use leptos::prelude::window;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestInit, Response, Storage};

/// Below this width, in CSS pixels, one panel is on show at a time; the same number stands in `workspace.css`.
pub(crate) const NARROW_PX: u32 = 720;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Remembers a value in this browser. False when there is no room, or when the person does not allow it.
pub(crate) fn remember<T: Serialize>(key: &str, value: &T) -> bool {
    let text = serde_json::to_string(value).unwrap_or_default();
    storage().is_some_and(|storage| storage.set_item(key, &text).is_ok())
}

/// What [`remember`] was given, if it is there and still means something.
pub(crate) fn recall<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = storage()?.get_item(key).ok().flatten()?;
    serde_json::from_slice(text.as_bytes()).ok()
}

/// Whether the window is as narrow as a phone.
pub(crate) fn is_narrow() -> bool {
    matches(&format!("(max-width: {}px)", NARROW_PX - 1))
}

/// Whether a media query holds now.
pub(crate) fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|found| found.matches())
}

/// Whether what is on show is dark: the choice of the person, or else the workspace's own.
pub(crate) fn is_dark() -> bool {
    let chosen = window().document().and_then(|document| document.document_element());
    let chosen = chosen.and_then(|root| root.get_attribute("data-theme"));
    chosen.as_deref() != Some("light")
}

/// The addresses of built files, from the manifest that the build wrote.
pub(crate) async fn assets<const N: usize>(names: [&str; N]) -> Result<[String; N], String> {
    let init = RequestInit::new();
    // Asked for anew each time: the names in it change with every build.
    let _ = Reflect::set(&init, &"cache".into(), &"no-cache".into());
    let manifest = json(&fetch("/assets/manifest.json", &init).await?).await.map_err(reason)?;
    let mut paths = names.map(|_| String::new());
    for (path, name) in paths.iter_mut().zip(names) {
        let known = Reflect::get(&manifest, &name.into()).ok().and_then(|known| known.as_string());
        let known = known.ok_or_else(|| format!("{name} is missing from this server's assets."))?;
        *path = format!("/assets/{known}");
    }
    Ok(paths)
}

async fn json(response: &Response) -> Result<JsValue, JsValue> {
    JsFuture::from(response.json()?).await
}

/// JSON at an address of our own. An error is a sentence for the person.
pub(crate) async fn get<T: DeserializeOwned>(url: &str) -> Result<T, String> {
    read_json(fetch(url, &RequestInit::new()).await?).await
}

/// The bytes at an address of our own.
pub(crate) async fn fetch_bytes(url: &str) -> Result<Uint8Array, String> {
    let response = fetch(url, &RequestInit::new()).await?;
    let buffer = JsFuture::from(response.array_buffer().map_err(reason)?).await.map_err(reason)?;
    Ok(Uint8Array::new(&buffer))
}

/// Sends a body to an address of our own and reads the answer's JSON. An error is a sentence for the person.
pub(crate) async fn put<T: DeserializeOwned>(url: &str, body: &JsValue) -> Result<T, String> {
    let init = RequestInit::new();
    init.set_method("PUT");
    init.set_body(body);
    read_json(fetch(url, &init).await?).await
}

async fn read_json<T: DeserializeOwned>(response: Response) -> Result<T, String> {
    let text = JsFuture::from(response.text().map_err(reason)?).await.map_err(reason)?;
    serde_json::from_slice(text.as_string().unwrap_or_default().as_bytes()).map_err(|error| error.to_string())
}

async fn fetch(url: &str, init: &RequestInit) -> Result<Response, String> {
    const UNREACHED: &str = "The server cannot be reached right now. Check the connection and try again.";
    let request = Request::new_with_str_and_init(url, init).map_err(reason)?;
    let response = JsFuture::from(window().fetch_with_request(&request)).await.map_err(|_| UNREACHED.to_owned())?;
    let response: Response = response.dyn_into().map_err(reason)?;
    if response.ok() {
        return Ok(response);
    }
    let body = json(&response).await.and_then(|body| Reflect::get(&body, &"error".into()));
    let message = body.and_then(|error| Reflect::get(&error, &"message".into())).ok();
    let message = message.and_then(|message| message.as_string());
    Err(message.unwrap_or_else(|| format!("The server answered {}.", response.status())))
}

/// A thrown value as a sentence.
pub(crate) fn reason(thrown: JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => thrown.as_string().unwrap_or_else(|| "The browser refused, and did not say why.".to_owned()),
    }
}

/// Puts a text on the clipboard. False where the browser refuses, and where pages may not: over plain http, unless it is
/// this machine.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let there = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| !clipboard.is_undefined());
    there && JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// A text as a part of an address.
pub(crate) fn encoded(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// Waits.
pub(crate) async fn pause(milliseconds: i32) {
    let waiting = js_sys::Promise::new(&mut |done, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
    });
    let _ = JsFuture::from(waiting).await;
}
