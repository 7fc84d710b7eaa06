//! What a form says after a redirect: one message and the fields to fill in again, in a cookie that lives for a minute.
use axum::http::{HeaderMap, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::{cookie, set_cookie};

const NAME: &str = "burnish_flash";

/// A message for the next page. Never a secret: passwords are typed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Flash {
    /// True when something failed.
    pub is_error: bool,
    /// What to tell.
    pub message: String,
    /// Fields to fill in again.
    #[serde(default)]
    pub fields: Vec<(String, String)>,
}

impl Flash {
    /// Something failed; the fields are kept.
    pub fn error(message: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), v.chars().take(320).collect())).collect();
        Self { is_error: true, message: message.into(), fields }
    }

    /// Something worked.
    pub fn done(message: impl Into<String>) -> Self {
        Self { is_error: false, message: message.into(), fields: Vec::new() }
    }

    /// The kept value of a field.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// The `Set-Cookie` value that carries it.
pub fn write_flash(flash: &Flash, secure: bool) -> HeaderValue {
    let json = serde_json::to_string(flash).unwrap_or_default();
    set_cookie(NAME, &utf8_percent_encode(&json, NON_ALPHANUMERIC).to_string(), 60, secure)
}

/// The message that the client brought along, if any.
pub fn read_flash(headers: &HeaderMap) -> Option<Flash> {
    let text = percent_decode_str(cookie(headers, NAME)?).decode_utf8().ok()?;
    serde_json::from_str(&text).ok()
}

/// Takes it away once shown.
pub fn clear_flash(secure: bool) -> HeaderValue {
    set_cookie(NAME, "", 0, secure)
}
