//! Links into a room, and coming in through one.
use collab_contract::{
    ActivityDetail, ActivityKind, CollabError, CreatedShareLink, Joined, JoinedByLink, MAX_OPEN_LINKS, NewShareLink,
    Participant, RoomRole, ShareLink, SharePreview,
};
use kernel::{Caller, ParticipantId, RoomId, ShareLinkId};

use super::{CollabService, activity, fresh_secret, people as people_service, signed_in};
use crate::{
    rules,
    store::{self, access, links, places, rooms},
};

/// The address behind a secret.
pub fn url(service: &CollabService, secret: &str) -> String {
    format!("{}/share/{secret}", service.deps.public_url)
}

pub async fn list(service: &CollabService, by: &Caller, room: RoomId) -> Result<Vec<ShareLink>, CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::owner(&mut tx, room, now).await?;
    let open = links::open(&mut tx, &access, now, i64::from(MAX_OPEN_LINKS)).await?;
    tx.commit().await?;
    Ok(open)
}

pub async fn create(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    new: NewShareLink,
) -> Result<CreatedShareLink, CollabError> {
    let now = service.now();
    let name = rules::name(&new.name)?;
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::owner(&mut tx, room, now).await?;
    let who = signed_in(by)?;
    rooms::lock(&mut tx, room).await?;
    if links::open(&mut tx, &access, now, i64::from(MAX_OPEN_LINKS)).await?.len() >= MAX_OPEN_LINKS as usize {
        return Err(CollabError::TooMany { max: MAX_OPEN_LINKS, what: "open links of one room".into() });
    }
    let (secret, token_hash) = fresh_secret();
    let row = links::NewRow {
        id: ShareLinkId::from_uuid(service.deps.clock.new_id()),
        token_hash: &token_hash,
        room: access.room(),
        name: Some(&name),
        role: new.role,
        by: who.user,
        parent_hash: None,
        now,
        expires_at: rules::earlier(new.lifetime.ends(now), access.room().expires_at),
    };
    links::insert(&mut tx, &row).await?;
    let link = ShareLink {
        id: row.id,
        room_id: room,
        name: name.clone(),
        role: new.role,
        created_at: now,
        expires_at: row.expires_at,
        guest_count: 0,
    };
    let detail = ActivityDetail {
        link: Some(name.clone()),
        role: Some(new.role.into()),
        is_on: Some(true),
        ..ActivityDetail::default()
    };
    let actor = activity::Actor::of(access.place());
    let line = activity::line(service, access.room(), actor, ActivityKind::Shared, None, detail);
    activity::record(&mut tx, access.room(), &line).await?;
    tx.commit().await?;
    service.deps.live.activity(room, line);
    Ok(CreatedShareLink { link, url: url(service, &secret) })
}

pub async fn revoke(service: &CollabService, by: &Caller, room: RoomId, link: ShareLinkId) -> Result<(), CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::owner(&mut tx, room, now).await?;
    let shut_out = links::came_through(&mut tx, &access, link).await?;
    let name = links::revoke(&mut tx, &access, link, now).await?.ok_or(CollabError::NotFound)?;
    let detail = ActivityDetail { link: Some(name), is_on: Some(false), ..ActivityDetail::default() };
    let actor = activity::Actor::of(access.place());
    let line = activity::line(service, access.room(), actor, ActivityKind::Shared, None, detail);
    activity::record(&mut tx, access.room(), &line).await?;
    tx.commit().await?;
    for who in shut_out {
        service.deps.live.role_changed(room, who, None);
    }
    service.deps.live.activity(room, line);
    Ok(())
}

/// Whoever looks may be nobody at all, and a link that is over hides its room, so this is the system's look.
pub async fn look(service: &CollabService, secret: &str) -> Result<SharePreview, CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin_worker().await?;
    let found = links::preview(&mut tx, &db::share_hash(secret)).await?.ok_or(CollabError::NotFound)?;
    let room = rooms::get(&mut tx, found.room).await?.ok_or(CollabError::NotFound)?;
    tx.commit().await?;
    if found.is_revoked || found.expires_at.is_some_and(|ends| ends <= now) {
        return Err(CollabError::LinkGone);
    }
    rules::is_open(&room, now)?;
    Ok(SharePreview {
        room_id: room.id,
        room_name: room.name,
        project_name: found.project_name,
        shared_by: found.shared_by,
        role: found.role,
        expires_at: found.expires_at,
    })
}

pub async fn join(service: &CollabService, by: &Caller, secret: &str, name: &str) -> Result<JoinedByLink, CollabError> {
    let link_hash = db::share_hash(secret);
    if let Some(joined) = join_again(service, by, &link_hash, name).await? {
        return Ok(joined);
    }
    // From here on the caller is somebody who shows this link, and the policies say what it opens.
    let visitor = match by {
        Caller::Person { who, .. } => Caller::Person { who: *who, share_token: Some(secret.to_owned()) },
        Caller::Guest { .. } | Caller::Anonymous => Caller::Guest { share_token: secret.to_owned() },
    };
    let now = service.now();
    let mut tx = service.deps.db.begin(&visitor).await?;
    let shown = links::shown(&mut tx).await?.filter(|shown| !shown.is_personal).ok_or(CollabError::NotFound)?;
    let room = shown.room.ok_or(CollabError::NotFound)?;
    if shown.is_revoked || shown.expires_at.is_some_and(|ends| ends <= now) {
        return Err(CollabError::LinkGone);
    }
    let sight = access::look(&mut tx, room).await?;
    sight.is_open(now)?;

    if visitor.signed_in().is_some() {
        let needs_link = !sight.is_insider;
        let (access, line) = people_service::take_place(service, &mut tx, &visitor, sight).await?;
        let participant = people_service::told(&mut tx, &access, access.place().participant, now).await?;
        tx.commit().await?;
        if let Some(line) = line {
            service.deps.live.activity(room, line);
        }
        return Ok(JoinedByLink {
            joined: Joined { room_id: room, project_id: access.project(), participant },
            share_token: needs_link.then(|| secret.to_owned()),
            expires_at: shown.expires_at,
        });
    }

    let name = rules::guest_name(name)?;
    let room = sight.room;
    let colour = people_service::next_colour(&mut tx, &room).await?;
    let (token, token_hash) = fresh_secret();
    let own = links::NewRow {
        id: ShareLinkId::from_uuid(service.deps.clock.new_id()),
        token_hash: &token_hash,
        room: &room,
        name: None,
        role: shown.role,
        by: shown.by,
        parent_hash: Some(&link_hash),
        now,
        expires_at: shown.expires_at,
    };
    let guest = places::NewGuest {
        id: ParticipantId::from_uuid(service.deps.clock.new_id()),
        room: &room,
        token_hash: &token_hash,
        role: shown.role,
        name: &name,
        colour,
        now,
    };
    let detail = ActivityDetail { role: Some(shown.role.into()), ..ActivityDetail::default() };
    let actor = activity::Actor { user: None, name: &name };
    let line = activity::line(service, &room, actor, ActivityKind::Joined, None, detail);
    store::as_system(&mut tx).await?;
    links::insert(&mut tx, &own).await?;
    places::insert_guest(&mut tx, &guest).await?;
    store::activity::insert(&mut tx, &room, &line).await?;
    tx.commit().await?;
    service.deps.live.activity(room.id, line);
    let participant = Participant {
        id: guest.id,
        is_guest: true,
        display_name: name.clone(),
        username: None,
        role: RoomRole::from(shown.role),
        joined_at: now,
        last_seen_at: now,
        cursor_position: None,
        cursor_color: colour.hex.to_owned(),
    };
    Ok(JoinedByLink {
        joined: Joined { room_id: room.id, project_id: room.project_id, participant },
        share_token: Some(token),
        expires_at: shown.expires_at,
    })
}

/// A guest who opens the same link again is the same guest, perhaps under another name.
async fn join_again(
    service: &CollabService,
    by: &Caller,
    link_hash: &str,
    name: &str,
) -> Result<Option<JoinedByLink>, CollabError> {
    let Caller::Guest { share_token } = by else { return Ok(None) };
    let mut tx = service.deps.db.begin(by).await?;
    if !links::is_below(&mut tx, link_hash).await? {
        return Ok(None);
    }
    let shown = links::shown(&mut tx).await?.ok_or(CollabError::NotFound)?;
    let room = shown.room.ok_or(CollabError::NotFound)?;
    let now = service.now();
    let access = access::member(&mut tx, room, now).await?;
    let name = rules::guest_name(name)?;
    places::rename_guest(&mut tx, &access, &name).await?;
    let participant = people_service::told(&mut tx, &access, access.place().participant, now).await?;
    tx.commit().await?;
    Ok(Some(JoinedByLink {
        joined: Joined { room_id: room, project_id: access.project(), participant },
        share_token: Some(share_token.clone()),
        expires_at: shown.expires_at,
    }))
}
