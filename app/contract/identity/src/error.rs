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
    /// Empty, too long, or with characters that no name holds.
    #[error("An organisation's name has 1 to 80 characters.")]
    BadOrgName,
    /// No such org, or one that the caller does not belong to.
    #[error("That organisation does not exist, or you do not belong to it.")]
    NoSuchOrg,
    /// Personal orgs have one member, for good.
    #[error("Your personal organisation is yours alone. Create another one to work with others.")]
    PersonalOrg,
    /// One person made too many.
    #[error("You have created {max} organisations, which is the most. Rename one of them instead.")]
    TooManyOrgs {
        /// How many are allowed.
        max: u32,
    },
    /// Members and viewers do not manage.
    #[error("Only admins and owners of the organisation can do that. Ask one of them.")]
    ManagersOnly,
    /// Admins do not decide about owners.
    #[error("Only an owner of the organisation can do that. Ask one of them.")]
    OwnersOnly,
    /// Nobody of that id is in the org.
    #[error("That person is not a member of this organisation. They may have left already.")]
    NoSuchMember,
    /// The org would have nobody left who can manage everything.
    #[error("You are the last owner of this organisation. Make somebody else an owner first.")]
    LastOwner,
    /// The invited address belongs to a member.
    #[error("The person with that address is a member already. You can change their role in the list of members.")]
    AlreadyMember,
    /// The org has as many members as it may have.
    #[error("An organisation has at most {max} members. Somebody has to leave before another one can join.")]
    OrgIsFull {
        /// How many are allowed.
        max: u32,
    },
    /// Too many of the org's invitations wait for an answer.
    #[error("At most {max} invitations can wait for an answer. Take one back first.")]
    TooManyOpenInvites {
        /// How many are allowed.
        max: u32,
    },
    /// One person sent too many.
    #[error("You can send {max} invitations within 24 hours, and have sent them. Try again later; those still work.")]
    TooManyInvites {
        /// How many are allowed.
        max: u32,
        /// How long until the next one.
        wait_seconds: u32,
    },
    /// No such invitation in this org, or it was answered or taken back.
    #[error("That invitation does not exist any more. It may have been accepted or taken back.")]
    NoSuchInvite,
    /// The link was used, taken back, is too old, or never was; or whoever sent it may no longer invite.
    #[error("This invitation has been used, was taken back, or is older than 7 days. Ask for a new one.")]
    DeadInvite,
    /// The invitation went to another address than the account's.
    #[error(
        "This invitation was sent to another address than yours, {yours}. Sign in with the account of that address, or ask \
         for an invitation to yours."
    )]
    InviteForAnother {
        /// The caller's own address.
        yours: String,
    },
    /// Our mistake.
    #[error("{0}")]
    Fault(Fault),
}

impl Classify for IdentityError {
    fn kind(&self) -> Kind {
        use IdentityError::*;
        match self {
            SignInFirst | WrongCredentials | BadToken | ExpiredToken | RevokedToken => Kind::Unauthenticated,
            EmailNotConfirmed | OthersLink | ManagersOnly | OwnersOnly | InviteForAnother { .. } => Kind::Forbidden,
            TooManyTries { .. } | TooManyInvites { .. } => Kind::TooMany,
            BadEmail(_) | BadUsername | BadDisplayName | ShortPassword | LongPassword | CommonPassword => Kind::Invalid,
            BadOrgName | PersonalOrg => Kind::Invalid,
            UsernameTaken(_) | LastOwner | AlreadyMember => Kind::Conflict,
            TooManyOrgs { .. } | OrgIsFull { .. } | TooManyOpenInvites { .. } => Kind::Exhausted,
            DeadLink | DeadInvite => Kind::Gone,
            NoSuchSession | NoSuchOrg | NoSuchMember | NoSuchInvite => Kind::NotFound,
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
            BadOrgName => "bad_org_name",
            NoSuchOrg => "no_such_org",
            PersonalOrg => "personal_org",
            TooManyOrgs { .. } => "too_many_orgs",
            ManagersOnly => "managers_only",
            OwnersOnly => "owners_only",
            NoSuchMember => "no_such_member",
            LastOwner => "last_owner",
            AlreadyMember => "already_member",
            OrgIsFull { .. } => "org_is_full",
            TooManyOpenInvites { .. } => "too_many_open_invites",
            TooManyInvites { .. } => "too_many_invites",
            NoSuchInvite => "no_such_invite",
            DeadInvite => "dead_invite",
            InviteForAnother { .. } => "invite_for_another",
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
