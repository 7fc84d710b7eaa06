//! What travels about orgs, the people in them and the invitations into them.
use kernel::{InviteId, OrgId, Role, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most characters in an org's name.
pub const MAX_ORG_NAME_CHARS: usize = 80;
/// Most orgs that one person may make, their personal one not counted.
pub const MAX_ORGS_PER_PERSON: u32 = 20;
/// Most members of one org.
pub const MAX_ORG_MEMBERS: u32 = 200;
/// Most invitations of one org that wait for an answer.
pub const MAX_OPEN_INVITES: u32 = 100;
/// Most invitations that one person may send within 24 hours, over all orgs.
pub const INVITES_PER_DAY: u32 = 50;
/// How long the link of an invitation works, in seconds: seven days.
pub const INVITE_SECONDS: i64 = 7 * 24 * 3600;

/// An org and what the caller may do there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrgMembership {
    /// The org.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// Its part of addresses. It is made from the first name and stays when the org is renamed.
    pub slug: String,
    /// The caller's role in it.
    pub role: Role,
    /// True for the org that everyone has for themselves.
    pub is_personal: bool,
    /// True for the one that the caller's session acts for.
    pub is_current: bool,
}

/// Everything about an org that the caller may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrgDetails {
    /// The org.
    pub org: OrgMembership,
    /// Who is in it, those with the most rights first.
    pub members: Vec<OrgMember>,
    /// Invitations that wait for an answer, newest first. Always empty for those who do not manage the org.
    pub invites: Vec<OrgInvite>,
}

/// Somebody in an org. Their address is nobody's business but their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrgMember {
    /// Who.
    pub user: UserId,
    /// What to call them.
    pub display_name: String,
    /// The handle.
    pub username: String,
    /// What they may do.
    pub role: Role,
    /// True for the caller.
    pub is_you: bool,
    /// When they joined.
    pub joined_at: Timestamp,
}

/// A wish that somebody join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewInvite {
    /// Where the link goes. Only an account that has confirmed this address can accept.
    pub email: String,
    /// The role that they get. Only owners may offer to make an owner.
    pub role: Role,
}

/// An invitation that waits for an answer. Its secret is in the mail alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrgInvite {
    /// Which.
    pub id: InviteId,
    /// Who was invited.
    pub email: String,
    /// The role that they get.
    pub role: Role,
    /// What the member is called who sent it.
    pub invited_by: String,
    /// When it was sent.
    pub created_at: Timestamp,
    /// The first moment at which it no longer works.
    pub expires_at: Timestamp,
}

/// An invitation as whoever holds its link sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitePreview {
    /// What the org is called.
    pub org_name: String,
    /// What the member is called who sent it.
    pub invited_by: String,
    /// The role that it gives.
    pub role: Role,
    /// The invited address, shortened so that its owner knows it and nobody else learns it: `a…@example.org`.
    pub sent_to: String,
    /// Whether the caller may accept it: they are signed in and have confirmed that address.
    pub is_yours: bool,
    /// The first moment at which it no longer works.
    pub expires_at: Timestamp,
}
