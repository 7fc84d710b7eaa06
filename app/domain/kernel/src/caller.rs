//! Who is calling.
use serde::{Deserialize, Serialize};

use crate::{OrgId, SessionId, UserId};

/// What a member may do in an org. Each role includes the ones below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reads and writes.
    Member,
    /// Also manages people and settings.
    Admin,
    /// Also owns the bill and may close the org. An org always has one.
    Owner,
}

impl Role {
    /// The name in SQL and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Member => "member",
            Role::Admin => "admin",
            Role::Owner => "owner",
        }
    }

    /// The role of that name, if it is one.
    pub fn parse(name: &str) -> Option<Self> {
        [Role::Viewer, Role::Member, Role::Admin, Role::Owner].into_iter().find(|role| role.as_str() == name)
    }
}

/// A person with a live session, acting for one org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// The person.
    pub user: UserId,
    /// The org that they act for, now.
    pub org: OrgId,
    /// What they may do there.
    pub role: Role,
    /// The session that proves it.
    pub session: SessionId,
    /// May see the pages that concern the whole installation.
    pub is_operator: bool,
}

/// Who is behind a request. Row-level security reads exactly this.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Caller {
    /// Nobody has signed in and no link was shown.
    #[default]
    Anonymous,
    /// Nobody has signed in, but a share link was shown; the secret is the link's, not its hash.
    Guest {
        /// The secret part of the link.
        share_token: String,
    },
    /// A person, who may be holding a share link too.
    Person {
        /// Who.
        who: SignedIn,
        /// The secret part of a link that they opened, if any.
        share_token: Option<String>,
    },
}

impl Caller {
    /// A person without any share link.
    pub const fn person(who: SignedIn) -> Self {
        Caller::Person { who, share_token: None }
    }

    /// The signed-in person, if there is one.
    pub const fn signed_in(&self) -> Option<&SignedIn> {
        match self {
            Caller::Person { who, .. } => Some(who),
            _ => None,
        }
    }

    /// The person's id, if one has signed in.
    pub fn user(&self) -> Option<UserId> {
        self.signed_in().map(|who| who.user)
    }

    /// The secret of the share link that came with the request.
    pub fn share_token(&self) -> Option<&str> {
        match self {
            Caller::Guest { share_token } => Some(share_token),
            Caller::Person { share_token, .. } => share_token.as_deref(),
            Caller::Anonymous => None,
        }
    }
}
