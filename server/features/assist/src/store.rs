//! All SQL of the feature.
//!
//! What a person does runs as that person, and the functions take the [`Owner`] that proves who it is: conversations
//! belong to one person, not to an org. What a running reply writes is the system's own work, because it must end even
//! when its reader has lost access meanwhile; those functions are in [`replies`].
pub mod conversations;
pub mod messages;
pub mod replies;
pub mod sends;

use assist_contract::AssistError;
use kernel::{Caller, OrgId, Timestamp, UserId};

/// A signed-in person whose conversations are meant.
#[derive(Debug, Clone, Copy)]
pub struct Owner {
    pub user: UserId,
    /// The org that they act for; not always the project's.
    pub org: OrgId,
}

impl Owner {
    /// The caller, if somebody is signed in.
    pub fn of(by: &Caller) -> Result<Self, AssistError> {
        let who = by.signed_in().ok_or(AssistError::SignInFirst)?;
        Ok(Self { user: who.user, org: who.org })
    }
}

fn micros(at: Timestamp) -> f64 {
    at.micros() as f64
}
