//! The browser's end of a live room, seen from here: one to one what the bundle `live` (`app/ui/live`) exports. It is loaded
//! beside this one, so that its words are no part of what has to arrive before the page is alive.
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use super::browser::reason;

/// The function of the page's shell that fetches the bundle.
const LOADER: &str = "__burnishLive";

#[wasm_bindgen]
extern "C" {
    /// One connection with the files that are open on it.
    pub type Live;

    #[wasm_bindgen(method)]
    pub fn open(this: &Live, file: &str, path: &str, version: f64, text: &str);
    #[wasm_bindgen(method)]
    pub fn close(this: &Live, file: &str);
    #[wasm_bindgen(method)]
    pub fn renamed(this: &Live, file: &str, path: &str);
    #[wasm_bindgen(method)]
    pub fn edited(this: &Live, file: &str, changes: &str);
    #[wasm_bindgen(method)]
    pub fn retyped(this: &Live, file: &str, text: &str);
    #[wasm_bindgen(method)]
    pub fn undo(this: &Live, file: &str);
    #[wasm_bindgen(method)]
    pub fn redo(this: &Live, file: &str);
    #[wasm_bindgen(method)]
    pub fn hold(this: &Live, file: &str, wanted: bool);
    #[wasm_bindgen(method)]
    pub fn point(this: &Live, file: &str, line: u32, column: u32, selection_line: u32, selection_column: u32);
    #[wasm_bindgen(method)]
    pub fn lock(this: &Live, file: &str, wanted: bool);
    #[wasm_bindgen(method)]
    pub fn text(this: &Live, file: &str) -> Option<String>;
    #[wasm_bindgen(method)]
    pub fn retry(this: &Live);
    #[wasm_bindgen(method)]
    pub fn kept(this: &Live) -> Promise;
    #[wasm_bindgen(method)]
    pub fn discard(this: &Live, file: &str);
    #[wasm_bindgen(method)]
    pub fn keep(this: &Live);
}

/// Fetches the bundle and connects to `address`, a path of this site. What happens is told to `hear`.
///
/// # Errors
/// A sentence for the person.
pub(crate) async fn connect(address: &str, project: &str, owner: &str, hear: &Function) -> Result<Live, String> {
    let load = Reflect::get(&window(), &LOADER.into()).map_err(reason)?;
    let load: Function = load.dyn_into().map_err(|_| "This page has no live part.".to_owned())?;
    let loading: Promise = load.call0(&JsValue::NULL).map_err(reason)?.unchecked_into();
    let module = JsFuture::from(loading).await.map_err(reason)?;
    let class: Function = Reflect::get(&module, &"Live".into()).map_err(reason)?.unchecked_into();
    let arguments = Array::of4(&address.into(), &project.into(), &owner.into(), hear);
    Ok(Reflect::construct(&class, &arguments).map_err(reason)?.unchecked_into())
}
