//! What the identity feature promises: people, their orgs, their sessions, and nothing about how secrets are kept.
//!
//! Answers about e-mail addresses are the same whether an account exists or not; only somebody who can read the mailbox
//! learns more. Browsers hold an opaque cookie, programs a 24-hour token; both are bound to one session row, so that
//! ending the session ends both at once.
//!
//! # Decisions
//! - A session acts for one org, and everything else in the product follows it. What concerns an org itself (its members,
//!   invitations and name) names the org instead: the caller's role there is looked up each time, so nobody has to switch
//!   to answer a question, and whoever was sent away is a stranger at once. We would change this if managing orgs became
//!   so frequent that the lookup counted.
//! - A personal org stays personal: nobody is invited into it and nobody leaves it. So there is always one to fall back to
//!   when a person loses the org that their session acts for.
mod data;
mod error;
mod orgs;

pub use data::*;
pub use error::IdentityError;
pub use orgs::*;

use async_trait::async_trait;
use kernel::{Caller, InviteId, OrgId, Role, SessionId, UserId};

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

    /// The orgs that the caller belongs to, the personal one first, then by name.
    async fn orgs(&self, by: &Caller) -> Result<Vec<OrgMembership>, IdentityError>;

    /// Makes an org with the caller as its owner; the name has 1 to 80 characters and may be another org's too. A person
    /// makes at most [`MAX_ORGS_PER_PERSON`]. The session goes on acting for the org that it acted for.
    async fn create_org(&self, by: &Caller, name: &str) -> Result<OrgMembership, IdentityError>;

    /// Makes the present session act for an org that the caller belongs to, from the next request on. Other sessions keep
    /// theirs. Switching to the present one changes nothing.
    async fn switch_org(&self, by: &Caller, org: OrgId) -> Result<OrgMembership, IdentityError>;

    /// An org with its members, and for those who manage it its open invitations.
    async fn org(&self, by: &Caller, org: OrgId) -> Result<OrgDetails, IdentityError>;

    /// Gives an org another name. For those who manage it.
    async fn rename_org(&self, by: &Caller, org: OrgId, name: &str) -> Result<OrgMembership, IdentityError>;

    /// Changes a member's role. Admins and owners may; what an owner is or becomes is for owners alone. The last owner
    /// cannot step down. Giving somebody the role that they have changes nothing.
    async fn set_role(&self, by: &Caller, org: OrgId, user: UserId, role: Role) -> Result<OrgMember, IdentityError>;

    /// Sends a member away, or leaves when the caller names themselves. Their sessions act for their personal org from the
    /// next request on, and invitations that they sent stop working. The last owner cannot leave. The second time it is
    /// [`IdentityError::NoSuchMember`], or [`IdentityError::NoSuchOrg`] for whoever left.
    async fn remove_member(&self, by: &Caller, org: OrgId, user: UserId) -> Result<(), IdentityError>;

    /// Mails an invitation that works once, for [`INVITE_SECONDS`]. Admins and owners may, only owners invite owners.
    /// Inviting an address again sends a new link, and the earlier one stops working.
    async fn invite(&self, by: &Caller, org: OrgId, ask: NewInvite) -> Result<OrgInvite, IdentityError>;

    /// The org's invitations that wait for an answer, newest first, at most [`MAX_OPEN_INVITES`]. For those who manage it.
    async fn invites(&self, by: &Caller, org: OrgId) -> Result<Vec<OrgInvite>, IdentityError>;

    /// Takes an invitation back. The second time it is [`IdentityError::NoSuchInvite`].
    async fn revoke_invite(&self, by: &Caller, org: OrgId, invite: InviteId) -> Result<(), IdentityError>;

    /// What the invitation behind a link says. Anyone who holds the link may look; looking uses nothing up.
    async fn look_at_invite(&self, by: &Caller, secret: &str) -> Result<InvitePreview, IdentityError>;

    /// Joins the org with the secret from the mail, once, as the account that has confirmed the invited address. Whoever
    /// is a member already keeps their role, and the invitation is used up. The session does not switch.
    async fn accept_invite(&self, by: &Caller, secret: &str) -> Result<OrgMembership, IdentityError>;
}
