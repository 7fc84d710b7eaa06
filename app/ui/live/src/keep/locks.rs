//! Which tabs are there. A tab holds a lock of its own name for as long as it lives, so that another one can see that
//! it is gone.
use gloo_timers::future::TimeoutFuture;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

/// A tab that is just being reloaded lets go of its lock within this, in milliseconds.
const LETTING_GO: u32 = 200;

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`.
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &JsValue, callback: &JsValue) -> Result<Promise, JsValue>;
}

fn locks() -> Option<Locks> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &JsValue::from_str("locks")).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}

fn lock_name(tab: &str) -> String {
    ["burnish-live/", tab].concat()
}

/// Holds the tab's own lock until the page is gone. Answers whether there are locks.
pub fn hold(tab: &str) -> bool {
    let Some(locks) = locks() else { return false };
    // It ends with the page, so it is never given back.
    let forever = Closure::once_into_js(|_lock: JsValue| Promise::new(&mut |_, _| {}));
    locks.request(&lock_name(tab), &Object::new(), &forever).is_ok()
}

/// Whether the tab of that name is gone; nothing where there are no locks.
pub async fn is_gone(tab: &str) -> Option<bool> {
    if is_free(tab).await? {
        return Some(true);
    }
    TimeoutFuture::new(LETTING_GO).await;
    is_free(tab).await
}

/// The same at this very moment.
pub async fn is_free(tab: &str) -> Option<bool> {
    let locks = locks()?;
    let options = Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str("ifAvailable"), &JsValue::TRUE);
    let given = Closure::once_into_js(|lock: JsValue| JsValue::from_bool(!lock.is_null()));
    let asked = locks.request(&lock_name(tab), &options, &given).ok()?;
    Some(JsFuture::from(asked).await.is_ok_and(|is_given| is_given.is_truthy()))
}
