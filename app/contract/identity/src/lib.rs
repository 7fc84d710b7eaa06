//! What the identity feature promises: people, their orgs, their sessions, and nothing about how secrets are kept.
//!
//! Answers about e-mail addresses are the same whether an account exists or not; only somebody who can read the mailbox
//! learns more. Browsers hold an opaque cookie, programs a 24-hour token; both are bound to one session row, so that
//! ending the session ends both at once.
mod data;
mod error;

pub use data::*;
pub use error::IdentityError;

use async_trait::async_trait;
use kernel::{Caller, SessionId};

/// Everything about signing in and who people are.
#[async_trait]
pub trait Identity: Send + Sync {
    /// Asks for an account. The answer says nothing about whether the address had one: the mail does.
    async fn register(&self, from: &Origin, ask: Register) -> Result<(), IdentityError>;

    /// Confirms a new account's address with the secret from the mail, once, within 30 minutes, and signs in.
    async fn confirm_email(&self, from: &Origin, secret: &str) -> Result<Opened, IdentityError>;

    /// Signs in with a name or an address and a password.
    async fn sign_in(&self, from: &Origin, ask: SignIn) -> Result<Opened, IdentityError>;

    /// Signs in with a one-time link that was printed at the server's console.
    async fn redeem_owner_link(&self, from: &Origin, secret: &str) -> Result<Opened, IdentityError>;

    /// Mails a link that lets the owner of the address choose a new password. Same answer whether it exists.
    async fn ask_for_reset(&self, from: &Origin, email: &str) -> Result<(), IdentityError>;

    /// Sets a new password with the secret from the mail, once, within 30 minutes; ends every other session.
    async fn reset_password(&self, from: &Origin, secret: &str, password: &str) -> Result<Opened, IdentityError>;

    /// Who holds this cookie. Notes that the session was seen, at most once a minute.
    async fn resolve_cookie(&self, secret: &str) -> Result<Option<Session>, IdentityError>;

    /// Who holds this token. Every reason to refuse it is its own variant.
    async fn resolve_token(&self, token: &str) -> Result<Session, IdentityError>;

    /// Ends the session. Ending it twice is the same as ending it once.
    async fn sign_out(&self, by: &Caller) -> Result<(), IdentityError>;

    /// A 24-hour token bound to a new session of its own.
    async fn issue_token(&self, from: &Origin, ask: SignIn) -> Result<Token, IdentityError>;

    /// A 24-hour token for somebody who is signed in already, bound to a new session of its own.
    async fn issue_token_for(&self, by: &Caller, from: &Origin) -> Result<Token, IdentityError>;

    /// The caller's own account.
    async fn me(&self, by: &Caller) -> Result<Me, IdentityError>;

    /// The caller's live sessions, the present one first, then last seen first.
    async fn sessions(&self, by: &Caller) -> Result<Vec<SessionInfo>, IdentityError>;

    /// Ends one of the caller's sessions.
    async fn revoke(&self, by: &Caller, session: SessionId) -> Result<(), IdentityError>;

    /// Ends all of the caller's sessions but the present one; answers how many.
    async fn revoke_others(&self, by: &Caller) -> Result<u64, IdentityError>;

    /// Changes name, handle and preferences.
    async fn update_profile(&self, by: &Caller, profile: Profile) -> Result<Me, IdentityError>;

    /// Changes the password; `old` may be absent only when none was ever set. Ends every other session.
    async fn change_password(&self, by: &Caller, old: Option<&str>, new: &str) -> Result<(), IdentityError>;

    /// Mails a link to a new address; the address changes once its owner confirms it.
    async fn change_email(&self, by: &Caller, email: &str) -> Result<(), IdentityError>;

    /// Makes the new address the account's with the secret from the mail, once, within 30 minutes. Only the account that
    /// asked for the change may do it: the mail alone opens nothing, in case it went to a stranger.
    async fn confirm_change(&self, by: &Caller, secret: &str) -> Result<(), IdentityError>;

    /// The orgs that the caller belongs to.
    async fn orgs(&self, by: &Caller) -> Result<Vec<OrgMembership>, IdentityError>;
}
