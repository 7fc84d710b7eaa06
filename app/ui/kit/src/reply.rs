//! How a server function says no.
use std::fmt;

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Either the feature refused, with its own error, or the call itself did not get through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply<E> {
    /// The feature's answer.
    Refused(E),
    /// The server was not reached or not understood; the text is technical.
    Transport(String),
}

impl<E: fmt::Display> fmt::Display for Reply<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reply::Refused(error) => error.fmt(f),
            Reply::Transport(_) => {
                f.write_str("The server cannot be reached right now. Check the connection and try again.")
            }
        }
    }
}

impl<E: fmt::Debug + Serialize + DeserializeOwned + 'static> FromServerFnError for Reply<E> {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        Reply::Transport(value.to_string())
    }
}
