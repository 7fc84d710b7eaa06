//! How errors are sorted, and what travels when the fault is ours.
use std::fmt;

use serde::{Deserialize, Serialize};

/// What a caller can do about an error. One table in `support/web` maps it to status and close codes, and the job
/// runner reads it to retry or give up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The request is well-formed but says something that cannot be. Change it.
    Invalid,
    /// Sign in first.
    Unauthenticated,
    /// Signed in, and still not allowed.
    Forbidden,
    /// Not there, or not yours: the two look the same from outside.
    NotFound,
    /// Somebody was faster, or the name is taken. Look again and decide.
    Conflict,
    /// It was there and is no longer: an expired link, a deleted room.
    Gone,
    /// Larger than we take.
    TooLarge,
    /// Slow down; a later try will do.
    TooMany,
    /// A plan or a quota is used up.
    Exhausted,
    /// The balance does not cover it. Add funds.
    Unpaid,
    /// Something that we need is not answering. Try again in a moment.
    Unavailable,
    /// Our mistake.
    Fault,
}

impl Kind {
    /// Whether the same request can succeed later without being changed.
    pub const fn may_pass_later(self) -> bool {
        matches!(self, Kind::TooMany | Kind::Unavailable | Kind::Fault)
    }
}

/// Implemented by each feature's error enum.
pub trait Classify {
    /// The drawer that this error belongs into.
    fn kind(&self) -> Kind;
    /// A stable snake_case name of the variant, for programs.
    fn code(&self) -> &'static str;
    /// What was our fault, if it was, so that the door can log it once with its causes.
    fn fault(&self) -> Option<&Fault> {
        None
    }
}

/// Something that went wrong on our side.
///
/// The chain of causes is kept for the log and is never serialised; over the wire only the text of `Display` remains.
/// It does not implement `std::error::Error`, so that `?` can wrap anything that does.
#[derive(Clone, Serialize, Deserialize, Default)]
pub struct Fault {
    #[serde(skip)]
    chain: String,
    #[serde(skip)]
    unavailable: bool,
}

impl Fault {
    /// A fault that has no other error below it.
    pub fn new(what: impl Into<String>) -> Self {
        Self { chain: what.into(), unavailable: false }
    }

    /// Something that we depend on does not answer; the caller may try again.
    pub fn unavailable(what: impl Into<String>) -> Self {
        Self { chain: what.into(), unavailable: true }
    }

    /// Says what was being done, in front of the causes.
    #[must_use]
    pub fn while_doing(mut self, what: &str) -> Self {
        self.chain = format!("{what}: {}", self.chain);
        self
    }

    /// The causes, outermost first, for the log only.
    pub fn chain(&self) -> &str {
        &self.chain
    }

    /// `Unavailable` when a dependency is down, `Fault` otherwise.
    pub const fn kind(&self) -> Kind {
        if self.unavailable { Kind::Unavailable } else { Kind::Fault }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.unavailable {
            "A part of Burnish is not answering right now. Nothing you wrote is lost; try again in a moment."
        } else {
            "Something went wrong on our side. It has been logged; try again, and tell us the request id if it stays."
        })
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({})", self.chain)
    }
}

impl PartialEq for Fault {
    /// Faults carry nothing that a caller could tell apart.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<E: std::error::Error + 'static> From<E> for Fault {
    fn from(error: E) -> Self {
        let mut chain = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            let text = inner.to_string();
            // Many libraries repeat the inner message in their own; once is enough in a log line.
            if !chain.ends_with(&text) {
                chain = format!("{chain}: {text}");
            }
            cause = inner.source();
        }
        // Connection trouble is recognised by its words here, because this crate must not know sqlx or std::io users.
        let unavailable = [
            "pool timed out",
            "error communicating with database",
            "Connection refused",
            "connection closed",
            "the database system is",
            "terminating connection",
            "No such file or directory (os error 2)",
            "Broken pipe",
        ]
        .iter()
        .any(|sign| chain.contains(sign));
        Self { chain, unavailable }
    }
}
