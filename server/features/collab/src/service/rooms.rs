//! Rooms as a whole: opening, looking, changing, closing.
use collab_contract::{
    ActivityDetail, ActivityKind, CollabError, CreatedRoom, GivenRole, LinkLifetime, MAX_PEOPLE, MAX_ROOMS, NewRoom,
    Room, RoomChange, RoomDetails, RoomLine, RoomRole,
};
use db::Tx;
use kernel::{Caller, Fault, ProjectId, Role, RoomId, ShareLinkId, UserId};
use projects_contract::ProjectsError;

use super::{CollabService, activity, fresh_secret, links, signed_in};
use crate::{
    rules,
    store::{self, access, grants, invites, people, places, rooms},
};

/// The name of a room that nobody made by hand.
const MEETING_ROOM: &str = "Everybody";
/// The name of the link that comes with a new room.
const FIRST_LINK: &str = "First invitation";
/// Expired rooms that one transaction of the sweep closes.
const ROOMS_AT_ONCE: i64 = 20;

pub async fn create(service: &CollabService, by: &Caller, new: NewRoom) -> Result<CreatedRoom, CollabError> {
    let who = signed_in(by)?;
    let now = service.now();
    let name = rules::name(&new.name)?;
    let expires_at = rules::expiry(new.expires_at, now)?;
    let project = service.deps.projects.get(by, new.project_id).await?;
    if project.org_id != who.org || who.role < Role::Member {
        return Err(CollabError::Outsider);
    }
    if project.summary.trashed_at.is_some() {
        return Err(ProjectsError::WrongState("This project is in the trash. Take it out first.".into()).into());
    }
    let room = Room {
        id: RoomId::from_uuid(service.deps.clock.new_id()),
        project_id: new.project_id,
        org_id: who.org,
        owner_id: who.user,
        name,
        created_at: now,
        expires_at,
        is_active: true,
    };

    let mut tx = service.deps.db.begin(by).await?;
    rooms::lock_project(&mut tx, new.project_id).await?;
    if rooms::count_open(&mut tx, new.project_id, now).await? >= i64::from(MAX_ROOMS) {
        return Err(CollabError::TooMany { max: MAX_ROOMS, what: "open rooms on one project".into() });
    }
    rooms::insert(&mut tx, &room).await?;
    let my_name = people::my_name(&mut tx).await?.unwrap_or_else(|| "Somebody".to_owned());
    let owner = places::NewPlace {
        room: &room,
        user: who.user,
        role: RoomRole::Owner,
        name: &my_name,
        colour: rules::colour(&[]),
        has_grant: false,
        by_link: false,
        now,
    };
    places::insert(&mut tx, &owner).await?;
    let (secret, token_hash) = fresh_secret();
    let link = store::links::NewRow {
        id: ShareLinkId::from_uuid(service.deps.clock.new_id()),
        token_hash: &token_hash,
        room: &room,
        name: Some(FIRST_LINK),
        role: GivenRole::Editor,
        by: who.user,
        parent_hash: None,
        now,
        expires_at: rules::earlier(LinkLifetime::Week.ends(now), expires_at),
    };
    store::links::insert(&mut tx, &link).await?;
    let actor = activity::Actor { user: Some(who.user), name: &my_name };
    let line = activity::line(service, &room, actor, ActivityKind::Joined, None, ActivityDetail::default());
    activity::record(&mut tx, &room, &line).await?;
    tx.commit().await?;
    Ok(CreatedRoom { room_id: room.id, invite_link: links::url(service, &secret) })
}

pub async fn meeting_room(service: &CollabService, by: &Caller, project: ProjectId) -> Result<RoomId, CollabError> {
    // Whoever cannot see the project hears that it is not there.
    let found = service.deps.projects.get(by, project).await?;
    let now = service.now();
    let mut tx = service.deps.db.begin(by).await?;
    rooms::lock_project(&mut tx, project).await?;
    let known = rooms::list(&mut tx, project, now).await?;
    let (open, is_insider) = (known.len(), by.signed_in().is_some_and(|who| who.org == found.org_id));
    let has_place = |line: &&RoomLine| line.role.is_some();
    let has_room = |line: &&RoomLine| line.participant_count < MAX_PEOPLE;
    let oldest = known.iter().rev().find(has_place).or_else(|| known.iter().rev().find(has_room));
    if let Some(line) = oldest {
        tx.commit().await?;
        return Ok(line.room.id);
    }
    // People from outside come in by an invitation or a link, and those lead to a room.
    if !is_insider {
        return Err(CollabError::NotFound);
    }
    if found.summary.trashed_at.is_some() {
        return Err(ProjectsError::WrongState("This project is in the trash. Take it out first.".into()).into());
    }
    if open >= MAX_ROOMS as usize {
        return Err(CollabError::TooMany { max: MAX_ROOMS, what: "open rooms on one project".into() });
    }
    store::as_system(&mut tx).await?;
    let (owner, name) = people::maker_of(&mut tx, project).await?.ok_or(CollabError::NotFound)?;
    let room = Room {
        id: RoomId::from_uuid(service.deps.clock.new_id()),
        project_id: project,
        org_id: found.org_id,
        owner_id: owner,
        name: MEETING_ROOM.to_owned(),
        created_at: now,
        expires_at: None,
        is_active: true,
    };
    rooms::insert(&mut tx, &room).await?;
    let place = places::NewPlace {
        room: &room,
        user: owner,
        role: RoomRole::Owner,
        name: &name,
        colour: rules::colour(&[]),
        has_grant: false,
        by_link: false,
        now,
    };
    places::insert(&mut tx, &place).await?;
    tx.commit().await?;
    Ok(room.id)
}

pub async fn list(service: &CollabService, by: &Caller, project: ProjectId) -> Result<Vec<RoomLine>, CollabError> {
    // A project that the caller cannot see is not there, which is another answer than one without rooms.
    service.deps.projects.get(by, project).await?;
    let mut tx = service.deps.db.begin(by).await?;
    let lines = rooms::list(&mut tx, project, service.now()).await?;
    tx.commit().await?;
    Ok(lines)
}

pub async fn get(service: &CollabService, by: &Caller, room: RoomId) -> Result<RoomDetails, CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::member(&mut tx, room, now).await?;
    let members = people::all(&mut tx, room, now).await?;
    tx.commit().await?;
    let files = service.deps.projects.files(by, access.project()).await?;
    let is_guest = access.place().user.is_none();
    let participants = members
        .into_iter()
        .map(|member| {
            let mut participant = member.participant;
            // Usernames are for people with an account: half of what it takes to sign in.
            if is_guest {
                participant.username = None;
            }
            participant
        })
        .collect();
    Ok(RoomDetails {
        room: access.room().clone(),
        participants,
        files,
        me: access.place().participant,
        role: access.role(),
    })
}

pub async fn change(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    change: RoomChange,
) -> Result<Room, CollabError> {
    let now = service.now();
    let name = change.name.as_deref().map(rules::name).transpose()?;
    let expires_at = change.expires_at.map(|ends| rules::expiry(ends, now)).transpose()?;
    if name.is_none() && expires_at.is_none() {
        return Err(CollabError::NothingToChange);
    }
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::owner(&mut tx, room, now).await?;
    rooms::lock(&mut tx, room).await?;
    let mut changed = access.room().clone();
    if let Some(name) = name {
        changed.name = name;
    }
    if let Some(expires_at) = expires_at {
        changed.expires_at = expires_at;
    }
    rooms::change(&mut tx, &access, &changed.name, changed.expires_at).await?;
    if changed.expires_at != access.room().expires_at {
        // A later end does not make links longer: they were given out with the old one.
        if let Some(until) = changed.expires_at {
            store::links::shorten(&mut tx, room, until).await?;
        }
        let owner = access.place().user.ok_or(CollabError::SignInFirst)?;
        store::as_system(&mut tx).await?;
        follow_grants(service, &mut tx, &changed, owner).await?;
        store::as_caller(&mut tx).await?;
    }
    tx.commit().await?;
    Ok(changed)
}

pub async fn close(service: &CollabService, by: &Caller, room: RoomId) -> Result<(), CollabError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::owner(&mut tx, room, service.now()).await?;
    rooms::lock(&mut tx, room).await?;
    store::as_system(&mut tx).await?;
    end(service, &mut tx, access.room()).await?;
    tx.commit().await?;
    service.deps.live.room_closed(room);
    Ok(())
}

/// Closes rooms whose time is over, and answers how many. Their people were shut out already, by the room's end in links
/// and grants; this gives back what a longer-lasting place elsewhere still allows.
pub(crate) async fn sweep(service: &CollabService) -> Result<usize, Fault> {
    let mut tx = service.deps.db.begin_worker().await?;
    let expired = store::sweep::expired_rooms(&mut tx, service.now(), ROOMS_AT_ONCE).await?;
    for id in &expired {
        if let Some(room) = rooms::get(&mut tx, *id).await? {
            end(service, &mut tx, &room).await?;
        }
    }
    tx.commit().await?;
    for id in &expired {
        service.deps.live.room_closed(*id);
    }
    Ok(expired.len())
}

/// Ends a room with everything that hangs on it, as the system.
async fn end(service: &CollabService, tx: &mut Tx, room: &Room) -> Result<(), Fault> {
    let now = service.now();
    rooms::close(tx, room.id).await?;
    store::links::revoke_all(tx, room.id, now).await?;
    invites::revoke_all(tx, room.id, now).await?;
    follow_grants(service, tx, room, room.owner_id).await
}

/// Brings the grants of everyone from outside in step with the room, as the system.
async fn follow_grants(service: &CollabService, tx: &mut Tx, room: &Room, by: UserId) -> Result<(), Fault> {
    for user in people::with_grants(tx, room.id).await? {
        grants::follow(tx, room, user, by, service.now()).await?;
    }
    Ok(())
}
