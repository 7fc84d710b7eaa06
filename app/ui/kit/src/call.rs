//! How the browser calls a server function: JSON both ways, by POST.
use std::{future::Future, pin::Pin};

use leptos::server_fn::{Http, Protocol, client::Client, codec::Json, server::Server};
use serde::{Serialize, de::DeserializeOwned};

use crate::Reply;

/// `#[server(protocol = Call)]`. The server's half is that of `Http<Json, Json>`. The browser's half knows one kind of
/// request and one kind of answer, so that a function adds little more than the reading of its own types; the general one
/// adds more than 1 kB of WebAssembly for each function.
pub struct Call;

impl<I, O, C, S> Protocol<I, O, C, S, Reply> for Call
where
    I: Serialize + DeserializeOwned + Send + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
    C: Client<Reply>,
    S: Server<Reply>,
    Http<Json, Json>: Protocol<I, O, C, S, Reply>,
{
    const METHOD: http::Method = http::Method::POST;

    async fn run_server<F, Fut>(request: S::Request, function: F) -> Result<S::Response, Reply>
    where
        F: Fn(I) -> Fut + Send,
        Fut: Future<Output = Result<O, Reply>> + Send,
    {
        <Http<Json, Json> as Protocol<I, O, C, S, Reply>>::run_server(request, function).await
    }

    fn run_client(path: &str, input: I) -> impl Future<Output = Result<O, Reply>> + Send {
        // Only the two ends know the types; what waits in between is the same for all.
        let answer = serde_json::to_string(&input).map_err(unreadable).map(|body| post(path.to_owned(), body));
        async move { serde_json::from_slice(&answer?.await?).map_err(unreadable) }
    }
}

/// Posts JSON to a path of our own so that it arrives even when the page is left right after; browsers do that for bodies
/// of up to 64 kB (<https://fetch.spec.whatwg.org/#http-network-or-cache-fetch>), so a larger one is sent as usual. Answers
/// the status and the body.
///
/// # Errors
/// What the browser says when the server was not reached.
#[cfg(target_arch = "wasm32")]
pub async fn post_in_any_case(path: &str, body: &str) -> Result<(u16, Vec<u8>), Reply> {
    browser::fetch(path, body, body.len() <= MOST_KEPT_ALIVE).await.map_err(browser::unreached)
}

/// In bytes, with room for what else may be under way.
#[cfg(target_arch = "wasm32")]
const MOST_KEPT_ALIVE: usize = 60_000;

/// Only pages post.
#[cfg(not(target_arch = "wasm32"))]
pub async fn post_in_any_case(path: &str, _body: &str) -> Result<(u16, Vec<u8>), Reply> {
    Err(Reply::Transport(format!("{path} was called without a browser")))
}

fn unreadable(error: serde_json::Error) -> Reply {
    Reply::Transport(error.to_string())
}

/// Posts JSON to a path of our own; the answer's body.
///
/// # Errors
/// What the server said when it refused, or that it was not reached.
#[cfg(target_arch = "wasm32")]
fn post(path: String, body: String) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, Reply>> + Send>> {
    Box::pin(send_wrapper::SendWrapper::new(browser::post(path, body)))
}

/// Only pages call server functions over the wire.
#[cfg(not(target_arch = "wasm32"))]
fn post(path: String, _body: String) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, Reply>> + Send>> {
    Box::pin(async move { Err(Reply::Transport(format!("{path} was called without a browser"))) })
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::{
        prelude::window,
        wasm_bindgen::{JsCast, JsValue},
    };
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, Request, RequestInit, Response};

    use crate::Reply;

    /// In bytes. Browsers keep at most 64 kB alive in all, so that larger bodies could push each other out.
    const SMALL: usize = 1_000;

    pub(super) async fn post(path: String, body: String) -> Result<Vec<u8>, Reply> {
        // A small wish, such as a new name, is carried out even when the page is left right after.
        let in_any_case = body.len() <= SMALL;
        let (status, bytes) = fetch(&path, &body, in_any_case).await.map_err(unreached)?;
        if status < 400 {
            return Ok(bytes);
        }
        Err(serde_json::from_slice(&bytes).unwrap_or_else(|_| Reply::Transport(format!("{path} answered {status}"))))
    }

    pub(super) fn unreached(thrown: JsValue) -> Reply {
        Reply::Transport(format!("{thrown:?}"))
    }

    pub(super) async fn fetch(path: &str, body: &str, in_any_case: bool) -> Result<(u16, Vec<u8>), JsValue> {
        let headers = Headers::new()?;
        headers.set("content-type", "application/json")?;
        headers.set("accept", "application/json")?;
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_headers(&headers);
        init.set_body(&JsValue::from_str(body));
        if in_any_case {
            js_sys::Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
        }
        let request = Request::new_with_str_and_init(path, &init)?;
        let response: Response = JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()?;
        let buffer = JsFuture::from(response.array_buffer()?).await?;
        Ok((response.status(), js_sys::Uint8Array::new(&buffer).to_vec()))
    }
}
