//! One WebSocket.
use collab_contract::protocol::BINARY_PROTOCOL;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

/// What a socket reports.
pub enum Signal {
    /// It is open.
    Opened,
    /// A frame of bytes arrived.
    Frame(Vec<u8>),
    /// It is closed, or never opened.
    Closed {
        /// As in RFC 6455.
        code: u16,
        /// The server's words.
        reason: String,
    },
}

/// An open socket, or one that is being opened. Dropping it closes it, and nothing is reported any more.
pub struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _frame: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Opens one. What it reports comes later, never from within this call.
    pub fn open(address: &str, report: impl Fn(Signal) + Clone + 'static) -> Result<Self, JsValue> {
        let socket = WebSocket::new_with_str(address, BINARY_PROTOCOL)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let tell = report.clone();
        let opened = Closure::<dyn FnMut()>::new(move || tell(Signal::Opened));
        let tell = report.clone();
        let frame = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            // The server was asked for bytes; an empty frame is refused as what it is not.
            let bytes = event.data().dyn_into::<ArrayBuffer>().ok();
            tell(Signal::Frame(bytes.map(|bytes| Uint8Array::new(&bytes).to_vec()).unwrap_or_default()));
        });
        let closed = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
            report(Signal::Closed { code: event.code(), reason: event.reason() });
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(frame.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Ok(Self { socket, _opened: opened, _frame: frame, _closed: closed })
    }

    /// Sends a frame. One that a closing socket does not take is sent again on the next: the room knows what arrived.
    pub fn send(&self, frame: &[u8]) {
        let _ = self.socket.send_with_u8_array(frame);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        let _ = self.socket.close();
    }
}
