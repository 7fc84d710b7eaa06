//! What travels between identity and everyone else.
use kernel::{SessionId, SignedIn, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::OrgMembership;

/// Fewest characters in a password.
pub const MIN_PASSWORD_CHARS: usize = 8;
/// Most characters in a password; hashing longer ones would be a way to keep the server busy.
pub const MAX_PASSWORD_CHARS: usize = 200;
/// How long the links in mails work, in seconds.
pub const MAIL_LINK_SECONDS: i64 = 30 * 60;
/// How long a token works, in seconds.
pub const TOKEN_SECONDS: i64 = 24 * 60 * 60;

/// Where a request came from, for throttling and the list of sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address, as far as trusted proxies tell.
    pub address: String,
    /// Its `User-Agent`, at most 300 characters.
    pub user_agent: String,
}

/// A wish for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Register {
    /// Where the confirmation goes.
    pub email: String,
    /// Unique, 3 to 30 characters: letters, digits, `-` and `_`.
    pub username: String,
    /// 8 to 200 characters, and not one of the well-known ones.
    pub password: String,
    /// Where to go after the confirmation: a path on this site.
    #[serde(default)]
    pub next: Option<String>,
}

/// A sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// The e-mail address or the username.
    #[serde(alias = "email", alias = "username")]
    pub login: String,
    /// The password.
    pub password: String,
}

/// A session that was just opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The cookie's value. It is stored nowhere but in the browser.
    pub secret: String,
    /// Whose it is.
    pub session: Session,
    /// Where the person wanted to go: a path on this site.
    pub next: Option<String>,
}

/// A live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who, for which org, in what role.
    pub who: SignedIn,
    /// What to call them.
    pub display_name: String,
    /// The handle.
    pub username: String,
    /// How they want the pages to look.
    pub theme: Theme,
    /// What the org is called that they act for.
    pub org_name: String,
}

/// A token for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// Send it as `Authorization: Bearer …`.
    pub token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// The first second at which it no longer works.
    pub expires_at: Timestamp,
    /// Whose it is.
    pub user: UserId,
}

/// How the pages look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the device says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The name in SQL, JSON and `data-theme`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of that name; anything else follows the device.
    pub fn parse(name: &str) -> Self {
        match name {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }
}

/// What a person can change about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Shown to others; 1 to 60 characters.
    pub display_name: String,
    /// The handle; rules as in [`Register`].
    pub username: String,
    /// How the pages look.
    pub theme: Theme,
}

/// The caller's own account. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The id.
    pub id: UserId,
    /// The address, confirmed.
    pub email: String,
    /// The handle.
    pub username: String,
    /// What to call them.
    pub display_name: String,
    /// How the pages look.
    pub theme: Theme,
    /// Whether a password was ever set; the first owner has none until they choose one.
    pub has_password: bool,
    /// Whether they may see the pages that concern the whole installation.
    pub is_operator: bool,
    /// The org that they act for.
    pub org: OrgMembership,
    /// When the account was made.
    pub created_at: Timestamp,
    /// The sign-in before this one.
    pub last_login_at: Option<Timestamp>,
}

/// A session in the list of sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    /// Which.
    pub id: SessionId,
    /// True for the one that asks.
    pub is_current: bool,
    /// A browser's cookie or a program's token.
    pub kind: SessionKind,
    /// Such as `Chromium on Linux`, read from the user agent.
    pub device: String,
    /// The address it was last seen from.
    pub address: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last seen, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// What holds a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SessionKind {
    /// A cookie.
    Browser,
    /// A 24-hour token.
    Token,
}
