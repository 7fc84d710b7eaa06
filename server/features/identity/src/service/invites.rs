//! Invitations: sent by those who manage an org, accepted by whoever owns the address.
use identity_contract::*;
use jobs::outbox::{Letter, post_for};
use kernel::{Caller, Fault, InviteId, JobId, MailId, OrgId, Role};

use super::{
    Service, fresh_secret, hash,
    orgs::{Acting, acting},
    who,
};
use crate::{
    rules::{self, INVITES_PER_PERSON, MAILS_PER_MAILBOX},
    store::{self, invites::NewRow},
};

/// Longest secret that is looked for; ours have 43 characters.
const MAX_SECRET_CHARS: usize = 64;

pub(super) async fn send(
    service: &Service,
    by: &Caller,
    org: OrgId,
    ask: NewInvite,
) -> Result<OrgInvite, IdentityError> {
    let acting = acting(service, by, org).await?;
    rules::orgs::may_invite(acting.who.role, ask.role)?;
    if acting.is_personal {
        return Err(IdentityError::PersonalOrg);
    }
    let email = rules::email(&ask.email)?;
    if store::invites::is_member(service.deps.db.auth_reader(), org, &email).await? {
        return Err(IdentityError::AlreadyMember);
    }
    count(service, &acting).await?;
    service.throttle(&format!("mails-to:{}", email.to_lowercase()), MAILS_PER_MAILBOX).await?;

    let now = service.now();
    let mut tx = service.deps.db.begin(&acting.caller()).await?;
    // Two who press at once must not both take the last place.
    store::orgs::take_turn(&mut tx, &turn(org)).await?;
    if store::orgs::size(&mut tx, org).await? >= i64::from(MAX_ORG_MEMBERS) {
        return Err(IdentityError::OrgIsFull { max: MAX_ORG_MEMBERS });
    }
    store::invites::take_back(&mut tx, org, &email, now).await?;
    if store::invites::count_open(&mut tx, org, now).await? >= i64::from(MAX_OPEN_INVITES) {
        return Err(IdentityError::TooManyOpenInvites { max: MAX_OPEN_INVITES });
    }
    let (secret, secret_hash) = fresh_secret();
    let new = NewRow {
        id: service.deps.clock.new_id().into(),
        org,
        email: &email,
        role: ask.role,
        secret_hash: &secret_hash,
        by: acting.who.user,
        now,
        expires_at: now.plus_seconds(INVITE_SECONDS),
    };
    store::invites::insert(&mut tx, &new).await?;
    // A manager who was sent away a moment ago finds neither the org nor themselves in it.
    let found = store::invites::letterhead(&mut tx, org, acting.who.user).await?;
    let (org_name, invited_by) = found.ok_or(IdentityError::NoSuchOrg)?;
    let clock = &service.deps.clock;
    let ids: (MailId, JobId) = (clock.new_id().into(), clock.new_id().into());
    let (subject, body) = words(&service.deps.public_url, &invited_by, &org_name, ask.role, &secret);
    let letter = Letter { ids, user: Some(acting.who.user), to: email.clone(), subject, body };
    post_for(&mut tx, &acting.caller(), now, letter).await?;
    let (id, expires_at) = (new.id, new.expires_at);
    tx.commit().await?;
    Ok(OrgInvite { id, email, role: ask.role, invited_by, created_at: now, expires_at })
}

/// Counts an invitation of the day in a transaction of its own, as all tries are counted.
async fn count(service: &Service, acting: &Acting) -> Result<(), IdentityError> {
    let key = format!("invites-by:{}", acting.who.user);
    service.throttle(&key, INVITES_PER_PERSON).await.map_err(|error| match error {
        IdentityError::TooManyTries { wait_seconds } => {
            IdentityError::TooManyInvites { max: INVITES_PER_DAY, wait_seconds }
        }
        other => other,
    })
}

/// What those wait for who change how many are in an org or are invited into it.
fn turn(org: OrgId) -> String {
    format!("places in org {org}")
}

fn words(site: &str, invited_by: &str, org: &str, role: Role, secret: &str) -> (String, String) {
    let what = match role {
        Role::Viewer => "a viewer, who sees its projects",
        Role::Member => "a member, who works on its projects",
        Role::Admin => "an admin, who also manages its people",
        Role::Owner => "an owner, who may do everything there",
    };
    let body = format!(
        "{invited_by} invites you to the organisation “{org}” at {site}, as {what}.\n\nOpen this link within 7 days to see \
         the invitation and accept it:\n{site}/invite/{secret}\n\nIt works once, for an account with this address; without \
         one, you can make it on the way.\n\nIf you do not know {invited_by}, do nothing.\n"
    );
    (format!("{invited_by} invites you to “{org}”"), body)
}

pub(super) async fn list(service: &Service, by: &Caller, org: OrgId) -> Result<Vec<OrgInvite>, IdentityError> {
    let acting = acting(service, by, org).await?;
    rules::orgs::may_manage(acting.who.role)?;
    let mut tx = service.deps.db.begin(&acting.caller()).await?;
    Ok(store::invites::open(&mut tx, org, service.now()).await?)
}

pub(super) async fn revoke(service: &Service, by: &Caller, org: OrgId, invite: InviteId) -> Result<(), IdentityError> {
    let acting = acting(service, by, org).await?;
    rules::orgs::may_manage(acting.who.role)?;
    let mut tx = service.deps.db.begin(&acting.caller()).await?;
    let revoked = store::invites::revoke(&mut tx, org, invite, service.now()).await?;
    tx.commit().await?;
    if revoked { Ok(()) } else { Err(IdentityError::NoSuchInvite) }
}

pub(super) async fn look(service: &Service, by: &Caller, secret: &str) -> Result<InvitePreview, IdentityError> {
    if secret.len() > MAX_SECRET_CHARS {
        return Err(IdentityError::DeadInvite);
    }
    let reader = service.deps.db.auth_reader();
    let found = store::invites::find(reader, &hash(secret), by.user(), service.now()).await?;
    let found = found.ok_or(IdentityError::DeadInvite)?;
    Ok(InvitePreview {
        org_name: found.org_name,
        invited_by: found.invited_by,
        role: found.role,
        sent_to: rules::orgs::shortened(&found.email),
        is_yours: found.is_theirs,
        expires_at: found.expires_at,
    })
}

pub(super) async fn accept(service: &Service, by: &Caller, secret: &str) -> Result<OrgMembership, IdentityError> {
    let who = who(by)?;
    if secret.len() > MAX_SECRET_CHARS {
        return Err(IdentityError::DeadInvite);
    }
    let now = service.now();
    // Whoever accepts is in no way part of the org yet, so no policy could show them the invitation.
    let mut tx = service.deps.db.begin_auth().await?;
    let found = store::invites::find(&mut *tx, &hash(secret), Some(who.user), now).await?;
    let found = found.ok_or(IdentityError::DeadInvite)?;
    if !found.is_theirs {
        let yours = store::account_of(&mut tx, who.user).await?.email;
        return Err(IdentityError::InviteForAnother { yours });
    }
    store::orgs::take_turn(&mut tx, &turn(found.org)).await?;
    let is_member = store::orgs::one(&mut tx, found.org, who.user, who.org).await?.is_some();
    if !is_member && store::orgs::size(&mut tx, found.org).await? >= i64::from(MAX_ORG_MEMBERS) {
        // Rolled back, so that the link still works once there is room.
        return Err(IdentityError::OrgIsFull { max: MAX_ORG_MEMBERS });
    }
    if !store::invites::use_up(&mut tx, found.id, now).await? {
        return Err(IdentityError::DeadInvite);
    }
    store::orgs::join(&mut tx, found.org, who.user, found.role, now).await?;
    let joined = store::orgs::one(&mut tx, found.org, who.user, who.org).await?;
    tx.commit().await?;
    Ok(joined.ok_or_else(|| Fault::new("somebody who has just joined an org is not in it"))?)
}
