//! How a server function says no.
use std::fmt;

use kernel::Classify;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// Either the feature refused, or the call itself did not get through.
///
/// A refusal travels as its code and its sentence, not as the feature's own error: reading every error of every feature
/// is heavy in the browser. A page that needs more than that asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// The feature's answer.
    Refused {
        /// The error's [`Classify::code`].
        code: String,
        /// What people read.
        message: String,
    },
    /// The server was not reached or not understood; the text is technical.
    Transport(String),
}

impl Reply {
    /// A feature's refusal.
    pub fn refused(error: &(impl Classify + fmt::Display)) -> Self {
        Self::Refused { code: error.code().to_owned(), message: error.to_string() }
    }

    /// Whether the feature refused with this code.
    pub fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == wanted)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused { message, .. } => message,
            Self::Transport(_) => "The server cannot be reached right now. Check the connection and try again.",
        })
    }
}

impl FromServerFnError for Reply {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        Self::Transport(value.to_string())
    }
}
