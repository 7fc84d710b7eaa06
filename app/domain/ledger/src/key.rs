//! Text with rules: keys and reasons.
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::LedgerError;

const MAX_KEY: usize = 200;
const MIN_REASON: usize = 3;
const MAX_REASON: usize = 500;

/// Names one act of will, so that doing it again changes nothing. Ours begin with what they are for: `top_up:{id}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// 1 to 200 characters out of letters, digits and `- _ : . /`.
    ///
    /// # Errors
    /// `BadKey` for everything else.
    pub fn new(text: impl Into<String>) -> Result<Self, LedgerError> {
        let text = text.into();
        let fits = |c: u8| c.is_ascii_alphanumeric() || b"-_:./".contains(&c);
        if text.is_empty() || text.len() > MAX_KEY || !text.bytes().all(fits) {
            return Err(LedgerError::BadKey { max: MAX_KEY });
        }
        Ok(Self(text))
    }

    /// The key itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for IdempotencyKey {
    type Error = LedgerError;
    fn try_from(text: String) -> Result<Self, LedgerError> {
        Self::new(text)
    }
}

impl From<IdempotencyKey> for String {
    fn from(key: IdempotencyKey) -> Self {
        key.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why somebody corrected a balance by hand: 3 to 500 characters, without space around and without control characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason(String);

impl Reason {
    /// Cuts the space around off.
    ///
    /// # Errors
    /// `BadReason` when too little or too much is left, or when it has control characters.
    pub fn new(text: &str) -> Result<Self, LedgerError> {
        let text = text.trim();
        let length = text.chars().count();
        if !(MIN_REASON..=MAX_REASON).contains(&length) || text.chars().any(char::is_control) {
            return Err(LedgerError::BadReason { min: MIN_REASON, max: MAX_REASON });
        }
        Ok(Self(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reason {
    type Error = LedgerError;
    fn try_from(text: String) -> Result<Self, LedgerError> {
        Self::new(&text)
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}
