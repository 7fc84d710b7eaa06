//! A reply as it is written: the event stream, resumed where it broke off.
use assist_contract::{Message, ReplyEvent};
use js_sys::{Reflect, Uint8Array};
use kernel::MessageId;
use leptos::prelude::window;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, ReadableStreamDefaultReader, Request, RequestInit, Response};

use crate::sse::SseReader;

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// With the reply's last event.
    Finished,
    /// The line broke; it can be taken up after the last event that was heard.
    Broken,
    /// The server does not know the reply, or does not give it out.
    Refused(u16),
}

/// Reads the events of a reply after the `after`-th, and hands each to `hear` with its number.
pub(crate) async fn follow(
    reply: MessageId,
    after: u64,
    abort: &AbortController,
    mut hear: impl FnMut(u64, ReplyEvent),
) -> Ended {
    let Ok(response) = open(reply, after, abort).await else { return Ended::Broken };
    if !response.ok() {
        let status = response.status();
        return if status >= 500 { Ended::Broken } else { Ended::Refused(status) };
    }
    let Some(body) = response.body() else { return Ended::Broken };
    let Ok(reader) = body.get_reader().dyn_into::<ReadableStreamDefaultReader>() else { return Ended::Broken };
    let mut events = SseReader::default();
    let mut number = after;
    loop {
        let Ok(piece) = JsFuture::from(reader.read()).await else { return Ended::Broken };
        let is_done = Reflect::get(&piece, &JsValue::from_str("done")).is_ok_and(|done| done.is_truthy());
        if is_done {
            return Ended::Broken;
        }
        let Ok(bytes) = Reflect::get(&piece, &JsValue::from_str("value")) else { return Ended::Broken };
        let Ok(found) = events.push(&Uint8Array::new(&bytes).to_vec()) else { return Ended::Broken };
        for event in found {
            number = event.id.as_ref().and_then(|id| id.parse().ok()).unwrap_or(number + 1);
            // An event of a kind that this page does not know yet is not an error.
            let Some(event) = read(&event.name, event.data.as_bytes()) else { continue };
            let is_last = matches!(event, ReplyEvent::Complete { .. } | ReplyEvent::Error { .. });
            hear(number, event);
            if is_last {
                // The server ends the stream after this one; cancelling it would look like a failed request.
                return Ended::Finished;
            }
        }
    }
}

/// An event by the name that the stream gives it. Reading [`ReplyEvent`] by its tag would do the same with much more
/// code, because a tag may stand anywhere in an object.
fn read(name: &str, data: &[u8]) -> Option<ReplyEvent> {
    #[derive(Deserialize)]
    struct Complete {
        message: Box<Message>,
    }
    #[derive(Deserialize)]
    struct Plain {
        #[serde(default)]
        text: String,
        #[serde(default)]
        path: String,
        #[serde(default)]
        code: String,
        #[serde(default)]
        message: String,
        #[serde(default)]
        retryable: bool,
    }
    if name == "complete" {
        let Complete { message } = serde_json::from_slice(data).ok()?;
        return Some(ReplyEvent::Complete { message });
    }
    let Plain { text, path, code, message, retryable } = serde_json::from_slice(data).ok()?;
    match name {
        "token" => Some(ReplyEvent::Token { text }),
        "change" => Some(ReplyEvent::Change { path }),
        "error" => Some(ReplyEvent::Error { code, message, retryable }),
        _ => None,
    }
}

async fn open(reply: MessageId, after: u64, abort: &AbortController) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "text/event-stream")?;
    let init = RequestInit::new();
    init.set_headers(&headers);
    init.set_signal(Some(&abort.signal()));
    let url = format!("/api/chat/messages/{reply}/events?after={after}");
    let request = Request::new_with_str_and_init(&url, &init)?;
    JsFuture::from(window().fetch_with_request(&request)).await?.dyn_into()
}
