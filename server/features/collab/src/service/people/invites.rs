//! Asking somebody to come, by mail.
use ::jobs::outbox::{Letter, post};
use collab_contract::{
    ActivityDetail, ActivityKind, CollabError, GivenRole, Invite, InvitePreview, Joined, MAX_INVITES_PER_DAY,
    NewInvite, Room, RoomRole,
};
use db::Tx;
use kernel::{Caller, Fault, JobId, MailId, ParticipantId, RoomId, SignedIn, Timestamp};

use super::{CollabService, activity, find, next_colour, signed_in};
use crate::{
    rules,
    service::fresh_secret,
    store::{self, access, grants, invites, people, places, rooms},
};

/// How long an invitation can be taken up.
const INVITE_SECONDS: i64 = 7 * 86_400;
/// The window of the limit on invitations.
const DAY_SECONDS: i64 = 86_400;
/// Invitations that the list shows.
const LISTED: i64 = 200;

pub async fn send(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    invite: NewInvite,
) -> Result<String, CollabError> {
    let now = service.now();
    let email = rules::email(&invite.email)?;
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::owner(&mut tx, room, now).await?;
    let who = signed_in(by)?;
    invites::lock_sender(&mut tx, who.user).await?;
    check_rate(&mut tx, who, now).await?;
    let (secret, secret_hash) = fresh_secret();
    let ends = now.plus_seconds(INVITE_SECONDS);
    let row = invites::NewRow {
        secret_hash: &secret_hash,
        email: &email,
        role: invite.role,
        by: who.user,
        now,
        expires_at: access.room().expires_at.map_or(ends, |room_ends| ends.min(room_ends)),
    };
    invites::insert(&mut tx, &access, &row).await?;
    let link = format!("{}/invites/{secret}", service.deps.public_url);
    let detail = ActivityDetail { role: Some(invite.role.into()), ..ActivityDetail::default() };
    let actor = activity::Actor::of(access.place());
    let line = activity::line(service, access.room(), actor, ActivityKind::Invited, None, detail);
    activity::record(&mut tx, access.room(), &line).await?;
    store::as_system(&mut tx).await?;
    let clock = &service.deps.clock;
    let ids: (MailId, JobId) = (clock.new_id().into(), clock.new_id().into());
    let letter = Letter {
        ids,
        user: None,
        to: email,
        subject: format!("{} invites you to “{}”", access.place().name, access.room().name),
        body: words(service, access.room(), &access.place().name, invite.role, &link),
    };
    post(&mut tx, now, letter).await?;
    tx.commit().await?;
    service.deps.live.activity(room, line);
    Ok(link)
}

/// Refuses more than fifty invitations a day, counted over all rooms. The caller holds the sender's lock.
async fn check_rate(tx: &mut Tx, who: &SignedIn, now: Timestamp) -> Result<(), CollabError> {
    store::as_system(tx).await?;
    let (sent, first) = invites::sent_since(tx, who.user, now.plus_seconds(-DAY_SECONDS)).await?;
    store::as_caller(tx).await?;
    if sent < i64::from(MAX_INVITES_PER_DAY) {
        return Ok(());
    }
    let free_at = first.unwrap_or(now).plus_seconds(DAY_SECONDS);
    let wait_seconds = u32::try_from(free_at.seconds_since(now).max(1)).unwrap_or(u32::MAX);
    Err(CollabError::TooManyInvites { limit: MAX_INVITES_PER_DAY, wait_seconds })
}

fn words(service: &CollabService, room: &Room, inviter: &str, role: GivenRole, link: &str) -> String {
    let can = match role {
        GivenRole::Viewer => "look around and watch others work",
        GivenRole::Editor => "edit and comment",
    };
    format!(
        "{inviter} invites you to the room “{}” at {}, where you will be able to {can}.\n\nOpen this link within seven days \
         to come in. It lets one person in:\n{link}\n\nIf you do not know {inviter}, do nothing.\n",
        room.name, service.deps.public_url
    )
}

pub async fn list(service: &CollabService, by: &Caller, room: RoomId) -> Result<Vec<Invite>, CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::owner(&mut tx, room, now).await?;
    let open = invites::open(&mut tx, &access, now, LISTED).await?;
    tx.commit().await?;
    Ok(open)
}

pub async fn revoke(service: &CollabService, by: &Caller, room: RoomId, email: &str) -> Result<u64, CollabError> {
    let now = service.now();
    let email = rules::email(email)?;
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::owner(&mut tx, room, now).await?;
    let revoked = invites::revoke(&mut tx, &access, &email, now).await?;
    tx.commit().await?;
    Ok(revoked)
}

/// Whoever looks cannot see the room yet, and may be nobody at all, so this is the system's look.
pub async fn look(service: &CollabService, by: &Caller, secret: &str) -> Result<InvitePreview, CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin_worker().await?;
    let found = invites::preview(&mut tx, &db::share_hash(secret)).await?.ok_or(CollabError::NotFound)?;
    let room = rooms::get(&mut tx, found.shown.room).await?.ok_or(CollabError::NotFound)?;
    tx.commit().await?;
    rules::is_open(&room, now)?;
    let is_used_by_you = found.shown.accepted_by.is_some() && found.shown.accepted_by == by.user();
    if !is_used_by_you && (!found.shown.is_out || found.shown.expires_at <= now) {
        return Err(CollabError::InviteGone);
    }
    Ok(InvitePreview {
        room_id: room.id,
        room_name: room.name,
        project_name: found.project_name,
        invited_by: found.invited_by,
        role: found.shown.role,
        expires_at: found.shown.expires_at,
        is_used_by_you,
    })
}

/// The caller cannot see the room yet, so everything up to their place is done as the system; the secret is what proves
/// that they may come in.
pub async fn accept(service: &CollabService, by: &Caller, secret: &str) -> Result<Joined, CollabError> {
    let now = service.now();
    let who = signed_in(by)?;
    let secret_hash = db::share_hash(secret);
    let mut tx = service.deps.db.begin(by).await?;
    store::as_system(&mut tx).await?;
    let invite = invites::by_hash(&mut tx, &secret_hash).await?.ok_or(CollabError::NotFound)?;
    let room = rooms::get(&mut tx, invite.room).await?.ok_or(CollabError::NotFound)?;
    rules::is_open(&room, now)?;
    let is_mine = invite.accepted_by == Some(who.user);
    if !is_mine && (!invite.is_out || invite.expires_at <= now) {
        return Err(CollabError::InviteGone);
    }
    let line = if is_mine { None } else { Some(let_in(service, &mut tx, who, &room, &invite, &secret_hash).await?) };
    store::as_caller(&mut tx).await?;
    let members = people::all(&mut tx, room.id, now).await?;
    // Somebody who used the invitation and was sent away does not get in with it again.
    let me = ParticipantId::from_uuid(who.user.uuid());
    let participant = find(&members, me).map_err(|_| CollabError::InviteGone)?.participant.clone();
    tx.commit().await?;
    if let Some(line) = line {
        service.deps.live.activity(room.id, line);
        service.deps.live.role_changed(room.id, me, Some(participant.role));
    }
    Ok(Joined { room_id: room.id, project_id: room.project_id, participant })
}

/// Gives the caller their place, their grant when they come from outside, and uses the invitation up; as the system.
async fn let_in(
    service: &CollabService,
    tx: &mut Tx,
    who: &SignedIn,
    room: &Room,
    invite: &invites::Shown,
    secret_hash: &str,
) -> Result<collab_contract::Activity, CollabError> {
    let now = service.now();
    let role = RoomRole::from(invite.role);
    let has_grant = people::org_role(tx, room.org_id, who.user).await?.is_none();
    let name = people::my_name(tx).await?.ok_or_else(|| Fault::new("a signed-in person has no account"))?;
    let colour = match places::stored_role(tx, room.id, who.user).await? {
        Some(stored) => {
            places::raise(tx, room.id, who.user, stored.max(role), has_grant).await?;
            None
        }
        None => Some(next_colour(tx, room).await?),
    };
    if let Some(colour) = colour {
        let new = places::NewPlace { room, user: who.user, role, name: &name, colour, has_grant, by_link: false, now };
        places::insert(tx, &new).await?;
    }
    if has_grant {
        grants::follow(tx, room, who.user, invite.by, now).await?;
    }
    invites::accept(tx, secret_hash, who.user, now).await?;
    let actor = activity::Actor { user: Some(who.user), name: &name };
    let detail = ActivityDetail { role: Some(role), ..ActivityDetail::default() };
    let line = activity::line(service, room, actor, ActivityKind::Joined, None, detail);
    store::activity::insert(tx, room, &line).await?;
    Ok(line)
}
