//! The ways in which identity says no.
use kernel::{Classify, Fault, Kind};
use serde::{Deserialize, Serialize};

/// Why someone was not let in, or something about an account did not change.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityError {
    /// Nobody is signed in.
    #[error("Sign in first.")]
    SignInFirst,
    /// The pair does not match; which half is wrong is not said.
    #[error("That name and password do not belong together. Try again, or reset the password.")]
    WrongCredentials,
    /// The password was right, but the address was never confirmed.
    #[error("Confirm your e-mail address first: open the link we sent you. We have just sent a new one.")]
    EmailNotConfirmed,
    /// Too many tries, for the account or from the address.
    #[error("Too many tries. Wait {wait_seconds} seconds and try again.")]
    TooManyTries {
        /// How long.
        wait_seconds: u32,
    },
    /// The address does not look like one.
    #[error("“{0}” is not an e-mail address.")]
    BadEmail(String),
    /// The handle breaks the rules.
    #[error("A username has 3 to 30 letters, digits, - or _, and begins with a letter.")]
    BadUsername,
    /// Somebody has it. Handles are public, so this may be said.
    #[error("The username “{0}” is taken.")]
    UsernameTaken(String),
    /// Empty or too long.
    #[error("A display name has 1 to 60 characters.")]
    BadDisplayName,
    /// Shorter than 8.
    #[error("A password needs at least 8 characters. A few words in a row work well.")]
    ShortPassword,
    /// Longer than 200.
    #[error("A password has at most 200 characters.")]
    LongPassword,
    /// It is on the list that attackers try first.
    #[error("That password is among the first ones that attackers try. Choose another.")]
    CommonPassword,
    /// The link was used, is too old or never was.
    #[error("This link has been used or is too old. Ask for a new one.")]
    DeadLink,
    /// The link works for another account than the one that is signed in.
    #[error("This link was asked for by another account. Sign in to that one and open it again.")]
    OthersLink,
    /// The token cannot be read, or its signature, algorithm or audience is wrong.
    #[error("That token is not valid here.")]
    BadToken,
    /// The token was good for 24 hours, and those are over.
    #[error("That token has expired. Sign in again for a new one.")]
    ExpiredToken,
    /// The session behind the token was ended.
    #[error("That session was ended. Sign in again.")]
    RevokedToken,
    /// No such session, or somebody else's.
    #[error("That session does not exist, or is not yours.")]
    NoSuchSession,
    /// Our mistake.
    #[error("{0}")]
    Fault(Fault),
}

impl Classify for IdentityError {
    fn kind(&self) -> Kind {
        use IdentityError::*;
        match self {
            SignInFirst | WrongCredentials | BadToken | ExpiredToken | RevokedToken => Kind::Unauthenticated,
            EmailNotConfirmed | OthersLink => Kind::Forbidden,
            TooManyTries { .. } => Kind::TooMany,
            BadEmail(_) | BadUsername | BadDisplayName | ShortPassword | LongPassword | CommonPassword => Kind::Invalid,
            UsernameTaken(_) => Kind::Conflict,
            DeadLink => Kind::Gone,
            NoSuchSession => Kind::NotFound,
            Fault(fault) => fault.kind(),
        }
    }

    fn code(&self) -> &'static str {
        use IdentityError::*;
        match self {
            SignInFirst => "sign_in_first",
            WrongCredentials => "wrong_credentials",
            EmailNotConfirmed => "email_not_confirmed",
            TooManyTries { .. } => "too_many_tries",
            BadEmail(_) => "bad_email",
            BadUsername => "bad_username",
            UsernameTaken(_) => "username_taken",
            BadDisplayName => "bad_display_name",
            ShortPassword => "short_password",
            LongPassword => "long_password",
            CommonPassword => "common_password",
            DeadLink => "dead_link",
            OthersLink => "others_link",
            BadToken => "bad_token",
            ExpiredToken => "expired_token",
            RevokedToken => "revoked_token",
            NoSuchSession => "no_such_session",
            Fault(_) => "fault",
        }
    }

    fn fault(&self) -> Option<&kernel::Fault> {
        match self {
            IdentityError::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

impl From<Fault> for IdentityError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
