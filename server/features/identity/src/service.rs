//! The rules of identity, in the order in which they apply.
mod invites;
mod orgs;

use std::sync::Arc;

use async_trait::async_trait;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use db::OnConstraint;
use identity_contract::*;
use jobs::outbox::{Letter, post};
use kernel::{Caller, Fault, InviteId, JobId, MailId, OrgId, Role, SessionId, SignedIn, Timestamp, UserId};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use crate::{
    Deps,
    forms::SESSION_SECONDS,
    password,
    rules::{self, MAILS_PER_ADDRESS, MAILS_PER_MAILBOX, PER_ACCOUNT, PER_ADDRESS},
    store::{self, Link, Live, NewAccount, NewSession},
};

/// Links that went out by mail. Whoever changes the password or proves an address calls back all that are still out:
/// one of them might be in the hands of whoever must be kept out.
const MAILED: [&str; 3] = ["confirm", "change", "reset"];
/// A session's "last seen" is written at most this often, in seconds.
const SEEN_EVERY_SECONDS: i64 = 60;

pub(crate) struct Service {
    deps: Deps,
}

/// Prints one-time links for the first owner.
#[derive(Clone)]
pub struct OwnerLinks(pub(crate) Arc<Service>);

impl OwnerLinks {
    /// A fresh link, good once and for 30 minutes. The first one makes the first owner, who has no password yet.
    pub async fn fresh(&self) -> Result<String, IdentityError> {
        self.0.owner_link().await
    }
}

/// A secret and the hash that is stored of it.
fn fresh_secret() -> (String, Vec<u8>) {
    let mut bytes = [0_u8; 32];
    ports::clock::random_bytes(&mut bytes);
    let secret = BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let hash = hash(&secret);
    (secret, hash)
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

fn who(by: &Caller) -> Result<SignedIn, IdentityError> {
    by.signed_in().copied().ok_or(IdentityError::SignInFirst)
}

impl Service {
    pub(crate) fn new(deps: Deps) -> Self {
        Self { deps }
    }

    fn now(&self) -> Timestamp {
        self.deps.clock.now()
    }

    /// Counts a try in a transaction of its own, so that it stays counted whatever happens next.
    async fn throttle(&self, key: &str, limit: rules::Throttle) -> Result<(), IdentityError> {
        let mut tx = self.deps.db.begin_auth().await?;
        let wait = store::count_try(&mut tx, key, limit, self.now()).await?;
        tx.commit().await?;
        wait.map_or(Ok(()), |wait_seconds| Err(IdentityError::TooManyTries { wait_seconds }))
    }

    async fn open(
        &self,
        tx: &mut PgConnection,
        from: &Origin,
        user: UserId,
        next: Option<String>,
    ) -> Result<Opened, IdentityError> {
        let now = self.now();
        let (secret, secret_hash) = fresh_secret();
        let new = NewSession {
            id: self.deps.clock.new_id().into(),
            user,
            kind: SessionKind::Browser,
            secret_hash: Some(&secret_hash),
            user_agent: &from.user_agent,
            address: &from.address,
            now,
            expires_at: now.plus_seconds(SESSION_SECONDS),
        };
        let session = store::open_session(tx, &new).await?;
        Ok(Opened { secret, session, next })
    }

    /// The person behind a name and a password. Takes as long when there is no such person.
    async fn check_credentials(&self, from: &Origin, ask: &SignIn) -> Result<store::Account, IdentityError> {
        // The database takes no NUL in a text; nobody's name holds what no name may hold.
        let plain = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        let login: String = ask.login.trim().chars().take(254).map(plain).collect();
        // The name and the address of an account count apart: one count for both would tell a stranger, by its refusal,
        // which address belongs to a name.
        let account_key = format!("account:{}", login.to_lowercase());
        self.throttle(&format!("address:{}", from.address), PER_ADDRESS).await?;
        self.throttle(&account_key, PER_ACCOUNT).await?;
        let mut tx = self.deps.db.begin_auth().await?;
        let account = store::account(&mut tx, &login).await?;
        tx.commit().await?;
        let given: String = ask.password.chars().take(MAX_PASSWORD_CHARS + 1).collect();
        let hash = account.as_ref().and_then(|account| account.password_hash.as_deref());
        let fits = password::verify(&given, hash).await?;
        let account = account.filter(|_| fits).ok_or(IdentityError::WrongCredentials)?;
        let mut tx = self.deps.db.begin_auth().await?;
        store::forget_tries(&mut tx, &account_key).await?;
        tx.commit().await?;
        if !account.is_confirmed {
            self.mail_confirmation(from, account.user, &account.email, None).await?;
            return Err(IdentityError::EmailNotConfirmed);
        }
        Ok(account)
    }

    async fn mail_confirmation(
        &self,
        from: &Origin,
        user: UserId,
        email: &str,
        next: Option<String>,
    ) -> Result<(), IdentityError> {
        self.throttle(&format!("mails-to:{}", email.to_lowercase()), MAILS_PER_MAILBOX).await?;
        self.throttle(&format!("mails-from:{}", from.address), MAILS_PER_ADDRESS).await?;
        let mut tx = self.deps.db.begin_auth().await?;
        self.write_link_mail(&mut tx, user, email, "confirm", next).await?;
        Ok(tx.commit().await?)
    }

    /// Makes the link's address the account's, and ends all links that went elsewhere.
    async fn take_address(&self, tx: &mut PgConnection, link: &Link) -> Result<(), IdentityError> {
        let now = self.now();
        // Between the mail and the click somebody else may have confirmed the same address.
        store::confirm_email(tx, link.user, &link.email, now)
            .await
            .on_constraint("users_email_key", IdentityError::DeadLink)?;
        Ok(store::end_links(tx, link.user, &MAILED, now).await?)
    }

    async fn write_link_mail(
        &self,
        tx: &mut PgConnection,
        user: UserId,
        email: &str,
        purpose: &str,
        next: Option<String>,
    ) -> Result<(), Fault> {
        let now = self.now();
        let (secret, secret_hash) = fresh_secret();
        let link = Link { user, purpose: purpose.to_owned(), email: email.to_owned(), next };
        store::insert_link(tx, &secret_hash, &link, now, now.plus_seconds(MAIL_LINK_SECONDS)).await?;
        let site = &self.deps.public_url;
        let (subject, body) = match purpose {
            "reset" => (
                "Choose a new password",
                format!(
                    "Somebody asked for a new password for this address at {site}.\n\nOpen this link within 30 minutes \
                     to choose one:\n{site}/reset/{secret}\n\nIf it was not you, do nothing: your password stays as it is.\n"
                ),
            ),
            "change" => (
                "Confirm your new e-mail address",
                format!(
                    "Somebody wants to use this address for an account at {site}.\n\nIf it was you, open this link within \
                     30 minutes where you are signed in:\n{site}/settings/address/{secret}\n\nIf not, do nothing.\n"
                ),
            ),
            _ => (
                "Confirm your e-mail address",
                format!(
                    "Open this link within 30 minutes to confirm this address at {site}:\n{site}/confirm/{secret}\n\n\
                     If you did not ask for it, do nothing.\n"
                ),
            ),
        };
        self.mail(tx, Some(user), email, subject, body).await
    }

    async fn mail(
        &self,
        tx: &mut PgConnection,
        user: Option<UserId>,
        to: &str,
        subject: &str,
        body: String,
    ) -> Result<(), Fault> {
        let clock = &self.deps.clock;
        let ids: (MailId, JobId) = (clock.new_id().into(), clock.new_id().into());
        let letter = Letter { ids, user, to: to.to_owned(), subject: subject.to_owned(), body };
        post(tx, clock.now(), letter).await
    }

    async fn note_seen(&self, live: &Live, now: Timestamp) -> Result<(), Fault> {
        let is_noted = now.seconds_since(live.seen) < SEEN_EVERY_SECONDS;
        if is_noted && !live.has_moved {
            return Ok(());
        }
        let who = &live.session.who;
        let mut tx = self.deps.db.begin_auth().await?;
        if live.has_moved {
            store::move_home(&mut tx, who.session, who.org).await?;
        }
        if !is_noted {
            store::touch(&mut tx, who.session, now).await?;
        }
        tx.commit().await
    }

    async fn fresh_token(&self, from: &Origin, user: UserId) -> Result<Token, Fault> {
        let now = self.now();
        // Tokens carry whole seconds; the session ends with its token.
        let expires_at = Timestamp::from_seconds(now.seconds() + TOKEN_SECONDS);
        let id: SessionId = self.deps.clock.new_id().into();
        let mut tx = self.deps.db.begin_auth().await?;
        let new = NewSession {
            id,
            user,
            kind: SessionKind::Token,
            secret_hash: None,
            user_agent: &from.user_agent,
            address: &from.address,
            now,
            expires_at,
        };
        store::open_session(&mut tx, &new).await?;
        tx.commit().await?;
        let token = self.deps.token_key.issue(user, id, now)?;
        Ok(Token { token, token_type: "Bearer".to_owned(), expires_at, user })
    }

    async fn owner_link(&self) -> Result<String, IdentityError> {
        let now = self.now();
        let mut tx = self.deps.db.begin_auth().await?;
        let (user, email) = match store::first_operator(&mut tx).await? {
            Some(found) => found,
            None => {
                let id = self.deps.clock.new_id();
                // Somebody who was faster and took the name or the address must not keep the owner out.
                let mut name = "owner".to_owned();
                let squatted = store::username_is_taken(&mut tx, &name, None).await?
                    || store::account(&mut tx, "owner@localhost").await?.is_some();
                if squatted {
                    name.push_str(&format!("-{}", &id.simple().to_string()[24..]));
                }
                let (user, email) = (id.into(), format!("{name}@localhost"));
                let account = NewAccount {
                    user,
                    org: self.deps.clock.new_id().into(),
                    email: &email,
                    username: &name,
                    password_hash: None,
                    is_operator: true,
                    now,
                };
                store::insert_account(&mut tx, &account).await.map_err(Fault::from)?;
                (user, email)
            }
        };
        let (secret, secret_hash) = fresh_secret();
        let link = Link { user, purpose: "owner".to_owned(), email, next: None };
        store::insert_link(&mut tx, &secret_hash, &link, now, now.plus_seconds(MAIL_LINK_SECONDS)).await?;
        tx.commit().await?;
        Ok(format!("{}/welcome/{secret}", self.deps.public_url))
    }
}

#[async_trait]
impl Identity for Service {
    async fn register(&self, from: &Origin, ask: Register) -> Result<(), IdentityError> {
        let email = rules::email(&ask.email)?;
        let username = rules::username(&ask.username)?;
        rules::password(&ask.password, &[&email, &username])?;
        let next = ask.next.map(|wish| web::safe_next(Some(&wish), "/home"));
        self.throttle(&format!("mails-from:{}", from.address), MAILS_PER_ADDRESS).await?;
        // Hashed in every case, so that the time says nothing about the address either.
        let password_hash = password::hash(&ask.password).await?;

        let mut tx = self.deps.db.begin_auth().await?;
        let now = self.now();
        // Counting locks the mailbox's row first, so that a form that was sent twice does not meet itself further down.
        let mailbox = format!("mails-to:{}", email.to_lowercase());
        let mailbox_is_full = store::count_try(&mut tx, &mailbox, MAILS_PER_MAILBOX, now).await?.is_some();
        let known = store::account(&mut tx, &email).await?;
        // A confirmed account's own name counts as taken too: otherwise the answer would tell whose address this is.
        let itself = known.as_ref().filter(|account| !account.is_confirmed).map(|account| account.user);
        if store::username_is_taken(&mut tx, &username, itself).await? {
            return Err(IdentityError::UsernameTaken(username));
        }
        if mailbox_is_full {
            // The visitor gets the same answer as always.
            return Ok(tx.commit().await?);
        }
        match known {
            Some(account) if account.is_confirmed => {
                let site = &self.deps.public_url;
                let body = format!(
                    "Somebody tried to make an account with this address at {site}, but you have one already.\n\n\
                     Sign in: {site}/sign-in\nForgot the password? {site}/forgot\n\nIf it was not you, do nothing.\n"
                );
                self.mail(&mut tx, Some(account.user), &email, "You already have an account", body).await?;
            }
            Some(account) => {
                store::replace_unconfirmed(&mut tx, account.user, &username, &password_hash)
                    .await
                    .on_constraint("users_username_key", IdentityError::UsernameTaken(username.clone()))?;
                store::end_links(&mut tx, account.user, &["confirm"], now).await?;
                self.write_link_mail(&mut tx, account.user, &email, "confirm", next).await?;
            }
            None => {
                let user: UserId = self.deps.clock.new_id().into();
                let org: OrgId = self.deps.clock.new_id().into();
                let account = NewAccount {
                    user,
                    org,
                    email: &email,
                    username: &username,
                    password_hash: Some(&password_hash),
                    is_operator: false,
                    now,
                };
                store::insert_account(&mut tx, &account)
                    .await
                    .on_constraint("users_username_key", IdentityError::UsernameTaken(username.clone()))?;
                self.write_link_mail(&mut tx, user, &email, "confirm", next).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    async fn confirm_email(&self, from: &Origin, secret: &str) -> Result<Opened, IdentityError> {
        let mut tx = self.deps.db.begin_auth().await?;
        let link = store::use_link(&mut tx, &hash(secret), &["confirm"], self.now()).await?;
        let link = link.ok_or(IdentityError::DeadLink)?;
        self.take_address(&mut tx, &link).await?;
        let opened = self.open(&mut tx, from, link.user, link.next).await?;
        tx.commit().await?;
        Ok(opened)
    }

    async fn sign_in(&self, from: &Origin, ask: SignIn) -> Result<Opened, IdentityError> {
        let account = self.check_credentials(from, &ask).await?;
        let mut tx = self.deps.db.begin_auth().await?;
        let opened = self.open(&mut tx, from, account.user, None).await?;
        tx.commit().await?;
        Ok(opened)
    }

    async fn redeem_owner_link(&self, from: &Origin, secret: &str) -> Result<Opened, IdentityError> {
        let mut tx = self.deps.db.begin_auth().await?;
        let link = store::use_link(&mut tx, &hash(secret), &["owner"], self.now()).await?;
        let link = link.ok_or(IdentityError::DeadLink)?;
        let opened = self.open(&mut tx, from, link.user, link.next).await?;
        tx.commit().await?;
        Ok(opened)
    }

    async fn ask_for_reset(&self, from: &Origin, email: &str) -> Result<(), IdentityError> {
        let email = rules::email(email)?;
        self.throttle(&format!("mails-from:{}", from.address), MAILS_PER_ADDRESS).await?;
        let mut tx = self.deps.db.begin_auth().await?;
        let key = format!("mails-to:{}", email.to_lowercase());
        let full = store::count_try(&mut tx, &key, MAILS_PER_MAILBOX, self.now()).await?.is_some();
        let account = store::account(&mut tx, &email).await?;
        if let Some(account) = account.filter(|account| !full && account.email.eq_ignore_ascii_case(&email)) {
            self.write_link_mail(&mut tx, account.user, &account.email, "reset", None).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn reset_password(&self, from: &Origin, secret: &str, password: &str) -> Result<Opened, IdentityError> {
        rules::password(password, &[])?;
        let new_hash = password::hash(password).await?;
        let now = self.now();
        let mut tx = self.deps.db.begin_auth().await?;
        let link = store::use_link(&mut tx, &hash(secret), &["reset"], now).await?.ok_or(IdentityError::DeadLink)?;
        store::set_password(&mut tx, link.user, &new_hash).await?;
        // Whoever opened the mail owns the mailbox, so the address is confirmed too.
        self.take_address(&mut tx, &link).await?;
        store::end_sessions(&mut tx, link.user, None, None, now).await?;
        let opened = self.open(&mut tx, from, link.user, None).await?;
        tx.commit().await?;
        Ok(opened)
    }

    async fn resolve_cookie(&self, secret: &str) -> Result<Option<Session>, IdentityError> {
        if secret.len() > 64 {
            return Ok(None);
        }
        let now = self.now();
        let found = store::session_by_cookie(self.deps.db.auth_reader(), &hash(secret), now).await?;
        let Some(live) = found else { return Ok(None) };
        self.note_seen(&live, now).await?;
        Ok(Some(live.session))
    }

    async fn resolve_token(&self, token: &str) -> Result<Session, IdentityError> {
        let now = self.now();
        let (user, session) = self.deps.token_key.check(token, now)?;
        let found = store::session_by_id(self.deps.db.auth_reader(), session).await?;
        let live = found.ok_or(IdentityError::RevokedToken)?;
        if live.session.who.user != user {
            return Err(IdentityError::BadToken);
        }
        self.note_seen(&live, now).await?;
        Ok(live.session)
    }

    async fn sign_out(&self, by: &Caller) -> Result<(), IdentityError> {
        let Some(who) = by.signed_in() else { return Ok(()) };
        let mut tx = self.deps.db.begin(by).await?;
        store::end_sessions(&mut tx, who.user, Some(who.session), None, self.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn issue_token(&self, from: &Origin, ask: SignIn) -> Result<Token, IdentityError> {
        let account = self.check_credentials(from, &ask).await?;
        Ok(self.fresh_token(from, account.user).await?)
    }

    async fn issue_token_for(&self, by: &Caller, from: &Origin) -> Result<Token, IdentityError> {
        Ok(self.fresh_token(from, who(by)?.user).await?)
    }

    async fn me(&self, by: &Caller) -> Result<Me, IdentityError> {
        let who = who(by)?;
        let mut tx = self.deps.db.begin(by).await?;
        Ok(store::me(&mut tx, &who).await?)
    }

    async fn sessions(&self, by: &Caller) -> Result<Vec<SessionInfo>, IdentityError> {
        let who = who(by)?;
        let mut tx = self.deps.db.begin(by).await?;
        Ok(store::sessions(&mut tx, &who, self.now()).await?)
    }

    async fn revoke(&self, by: &Caller, session: SessionId) -> Result<(), IdentityError> {
        let who = who(by)?;
        let mut tx = self.deps.db.begin(by).await?;
        let ended = store::end_sessions(&mut tx, who.user, Some(session), None, self.now()).await?;
        tx.commit().await?;
        if ended == 0 { Err(IdentityError::NoSuchSession) } else { Ok(()) }
    }

    async fn revoke_others(&self, by: &Caller) -> Result<u64, IdentityError> {
        let who = who(by)?;
        let mut tx = self.deps.db.begin(by).await?;
        let ended = store::end_sessions(&mut tx, who.user, None, Some(who.session), self.now()).await?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn update_profile(&self, by: &Caller, profile: Profile) -> Result<Me, IdentityError> {
        let who = who(by)?;
        let display_name = rules::display_name(&profile.display_name)?;
        let username = rules::username(&profile.username)?;
        let mut tx = self.deps.db.begin(by).await?;
        store::update_profile(&mut tx, who.user, &display_name, &username, profile.theme)
            .await
            .on_constraint("users_username_key", IdentityError::UsernameTaken(username.clone()))?;
        let me = store::me(&mut tx, &who).await?;
        tx.commit().await?;
        Ok(me)
    }

    async fn change_password(&self, by: &Caller, old: Option<&str>, new: &str) -> Result<(), IdentityError> {
        let who = who(by)?;
        self.throttle(&format!("password-of:{}", who.user), PER_ACCOUNT).await?;
        let mut tx = self.deps.db.begin_auth().await?;
        let account = store::account_of(&mut tx, who.user).await?;
        tx.commit().await?;
        if account.password_hash.is_some()
            && !password::verify(old.unwrap_or_default(), account.password_hash.as_deref()).await?
        {
            return Err(IdentityError::WrongCredentials);
        }
        rules::password(new, &[&account.email])?;
        let new_hash = password::hash(new).await?;
        let mut tx = self.deps.db.begin_auth().await?;
        store::set_password(&mut tx, who.user, &new_hash).await?;
        store::end_links(&mut tx, who.user, &MAILED, self.now()).await?;
        store::end_sessions(&mut tx, who.user, None, Some(who.session), self.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn change_email(&self, by: &Caller, email: &str) -> Result<(), IdentityError> {
        let who = who(by)?;
        let email = rules::email(email)?;
        self.throttle(&format!("mails-to:{}", email.to_lowercase()), MAILS_PER_MAILBOX).await?;
        let mut tx = self.deps.db.begin_auth().await?;
        // Same answer when the address is somebody's: only its owner learns of it, from the mail.
        let taken = store::account(&mut tx, &email).await?.is_some_and(|other| other.user != who.user);
        if taken {
            let body = "Somebody wanted to use this address for another account. Yours is unchanged.\n".to_owned();
            self.mail(&mut tx, None, &email, "This address has an account already", body).await?;
        } else {
            self.write_link_mail(&mut tx, who.user, &email, "change", None).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn confirm_change(&self, by: &Caller, secret: &str) -> Result<(), IdentityError> {
        let who = who(by)?;
        let mut tx = self.deps.db.begin_auth().await?;
        let link = store::use_link(&mut tx, &hash(secret), &["change"], self.now()).await?;
        let link = link.ok_or(IdentityError::DeadLink)?;
        if link.user != who.user {
            // Rolled back, so that the right account can still use the link.
            return Err(IdentityError::OthersLink);
        }
        self.take_address(&mut tx, &link).await?;
        Ok(tx.commit().await?)
    }

    async fn orgs(&self, by: &Caller) -> Result<Vec<OrgMembership>, IdentityError> {
        orgs::list(self, by).await
    }

    async fn create_org(&self, by: &Caller, name: &str) -> Result<OrgMembership, IdentityError> {
        orgs::create(self, by, name).await
    }

    async fn switch_org(&self, by: &Caller, org: OrgId) -> Result<OrgMembership, IdentityError> {
        orgs::switch(self, by, org).await
    }

    async fn org(&self, by: &Caller, org: OrgId) -> Result<OrgDetails, IdentityError> {
        orgs::details(self, by, org).await
    }

    async fn rename_org(&self, by: &Caller, org: OrgId, name: &str) -> Result<OrgMembership, IdentityError> {
        orgs::rename(self, by, org, name).await
    }

    async fn set_role(&self, by: &Caller, org: OrgId, user: UserId, role: Role) -> Result<OrgMember, IdentityError> {
        orgs::set_role(self, by, org, user, role).await
    }

    async fn remove_member(&self, by: &Caller, org: OrgId, user: UserId) -> Result<(), IdentityError> {
        orgs::remove(self, by, org, user).await
    }

    async fn invite(&self, by: &Caller, org: OrgId, ask: NewInvite) -> Result<OrgInvite, IdentityError> {
        invites::send(self, by, org, ask).await
    }

    async fn invites(&self, by: &Caller, org: OrgId) -> Result<Vec<OrgInvite>, IdentityError> {
        invites::list(self, by, org).await
    }

    async fn revoke_invite(&self, by: &Caller, org: OrgId, invite: InviteId) -> Result<(), IdentityError> {
        invites::revoke(self, by, org, invite).await
    }

    async fn look_at_invite(&self, by: &Caller, secret: &str) -> Result<InvitePreview, IdentityError> {
        invites::look(self, by, secret).await
    }

    async fn accept_invite(&self, by: &Caller, secret: &str) -> Result<OrgMembership, IdentityError> {
        invites::accept(self, by, secret).await
    }
}
