//! Who is in a room: coming in, roles, being sent away.
pub mod invites;

use collab_contract::{
    ActivityDetail, ActivityKind, CollabError, MAX_PEOPLE, Mentionable, NotificationKind, Participant, Room, RoomRole,
    Seat,
};
use db::Tx;
use kernel::{Caller, ParticipantId, RoomId, Timestamp, UserId};

use super::{CollabService, activity, notifications, signed_in};
use crate::{
    rules::{self, Colour},
    store::{
        self, RoomAccess,
        access::{self, Sight},
        grants,
        people::{self, Member},
        places, rooms,
    },
};

pub async fn enter(service: &CollabService, by: &Caller, room: RoomId) -> Result<Seat, CollabError> {
    let mut tx = service.deps.db.begin(by).await?;
    let sight = access::look(&mut tx, room).await?;
    let (access, line) = take_place(service, &mut tx, by, sight).await?;
    tx.commit().await?;
    if let Some(line) = line {
        service.deps.live.activity(room, line);
    }
    Ok(seat(&access))
}

fn seat(access: &RoomAccess) -> Seat {
    let place = access.place();
    Seat {
        room: access.id(),
        project: access.project(),
        org: access.org(),
        participant: place.participant,
        user: place.user,
        role: access.role(),
        name: place.name.clone(),
        colour: place.colour.clone(),
        expires_at: access.room().expires_at,
    }
}

/// The caller's place: the one that they have, or a new one for people of the org and for those who show a link. The feed
/// gets a line when they had not been here for a while.
pub async fn take_place(
    service: &CollabService,
    tx: &mut Tx,
    by: &Caller,
    sight: Sight,
) -> Result<(RoomAccess, Option<collab_contract::Activity>), CollabError> {
    let now = service.now();
    if sight.place.is_none() && by.signed_in().is_none() {
        return Err(if sight.link.is_some() { CollabError::NameFirst } else { CollabError::NotFound });
    }
    let may_come = sight.place.is_some() || sight.is_insider || sight.link.is_some();
    if !may_come {
        return Err(CollabError::NotFound);
    }
    sight.is_open(now)?;
    let (access, is_arrival) = match (&sight.place, by.signed_in(), sight.link) {
        (Some(place), _, _) => {
            let is_arrival = !rules::is_same_group(place.last_seen_at, now);
            places::seen(tx, place, sight.room.id, now).await?;
            (sight.access()?, is_arrival)
        }
        (None, Some(who), link) => {
            let role = match link {
                Some(link) if !sight.is_insider => RoomRole::from(link.role),
                _ => rules::role_on_entry(sight.allowed),
            };
            let colour = next_colour(tx, &sight.room).await?;
            let name = people::my_name(tx).await?.unwrap_or_else(|| "Somebody".to_owned());
            let new = places::NewPlace {
                room: &sight.room,
                user: who.user,
                role,
                name: &name,
                colour,
                has_grant: false,
                by_link: !sight.is_insider,
                now,
            };
            places::insert(tx, &new).await?;
            (access::look(tx, sight.room.id).await?.access()?, true)
        }
        (None, None, _) => return Err(CollabError::NameFirst),
    };
    let line = if is_arrival {
        let actor = activity::Actor::of(access.place());
        let detail = ActivityDetail { role: Some(access.role()), ..ActivityDetail::default() };
        let line = activity::line(service, access.room(), actor, ActivityKind::Joined, None, detail);
        activity::record(tx, access.room(), &line).await?;
        Some(line)
    } else {
        None
    };
    Ok((access, line))
}

/// Somebody of the room, as everyone is told of them.
pub async fn told(
    tx: &mut Tx,
    access: &RoomAccess,
    who: ParticipantId,
    now: Timestamp,
) -> Result<Participant, CollabError> {
    let members = people::all(tx, access.id(), now).await?;
    Ok(find(&members, who)?.participant.clone())
}

/// The colour for one more person, with the room locked until the transaction ends. Refuses the 201st.
pub async fn next_colour(tx: &mut Tx, room: &Room) -> Result<Colour, CollabError> {
    rooms::lock(tx, room.id).await?;
    let taken = places::colours(tx, room.id).await?;
    if taken.len() >= MAX_PEOPLE as usize {
        return Err(CollabError::TooMany { max: MAX_PEOPLE, what: "people in one room".into() });
    }
    Ok(rules::colour(&taken))
}

pub async fn role_of(service: &CollabService, by: &Caller, room: RoomId) -> Result<RoomRole, CollabError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::member(&mut tx, room, service.now()).await?;
    tx.commit().await?;
    Ok(access.role())
}

pub async fn set_role(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    who: ParticipantId,
    role: RoomRole,
) -> Result<Participant, CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::owner(&mut tx, room, now).await?;
    let owner = signed_in(by)?.user;
    rooms::lock(&mut tx, room).await?;
    let members = people::all(&mut tx, room, now).await?;
    let target = find(&members, who)?;
    if role == RoomRole::Owner && target.allowed < RoomRole::Owner {
        return Err(CollabError::Outsider);
    }
    if role < RoomRole::Owner {
        keeps_an_owner(&members, who)?;
    }
    places::set_role(&mut tx, &access, who, target.participant.is_guest, role).await?;
    if let Some(user) = target.user.filter(|_| target.has_grant || target.allowed < role) {
        // Whoever came from outside by a link for reading and is given more by name is as good as invited.
        places::hold_grant(&mut tx, &access, user).await?;
        follow(service, &mut tx, access.room(), user, owner).await?;
    }
    let members_now = people::all(&mut tx, room, now).await?;
    let changed = find(&members_now, who)?.participant.clone();
    let detail = ActivityDetail {
        subject: Some(changed.display_name.clone()),
        role: Some(changed.role),
        ..ActivityDetail::default()
    };
    let actor = activity::Actor::of(access.place());
    let line = activity::line(service, access.room(), actor, ActivityKind::RoleChanged, None, detail);
    activity::record(&mut tx, access.room(), &line).await?;
    let title = format!("{} made you {} of “{}”.", access.place().name, article(changed.role), access.room().name);
    let told: Vec<&Member> = find(&members_now, who).into_iter().filter(|told| told.user != Some(owner)).collect();
    let notice = notifications::Notice::about_room(NotificationKind::RoleChanged, title, access.room());
    notifications::tell(service, &mut tx, access.room(), Some(owner), &told, &notice).await?;
    tx.commit().await?;
    service.deps.live.role_changed(room, who, Some(changed.role));
    service.deps.live.activity(room, line);
    Ok(changed)
}

const fn article(role: RoomRole) -> &'static str {
    match role {
        RoomRole::Viewer => "a viewer",
        RoomRole::Editor => "an editor",
        RoomRole::Owner => "an owner",
    }
}

pub async fn remove(service: &CollabService, by: &Caller, room: RoomId, who: ParticipantId) -> Result<(), CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::member(&mut tx, room, now).await?;
    let is_me = access.place().participant == who;
    if !is_me {
        rules::may_own(access.role())?;
    }
    rooms::lock(&mut tx, room).await?;
    let members = people::all(&mut tx, room, now).await?;
    let target = find(&members, who)?;
    keeps_an_owner(&members, who)?;

    // The line comes first: a guest who goes takes with them the token that lets this transaction see the room.
    let actor = activity::Actor::of(access.place());
    let (kind, detail) = if is_me {
        (ActivityKind::Left, ActivityDetail::default())
    } else {
        let subject = Some(target.participant.display_name.clone());
        (ActivityKind::RoleChanged, ActivityDetail { subject, ..ActivityDetail::default() })
    };
    let line = activity::line(service, access.room(), actor, kind, None, detail);
    activity::record(&mut tx, access.room(), &line).await?;
    store::as_system(&mut tx).await?;
    places::remove(&mut tx, &access, who, target.participant.is_guest).await?;
    if let (true, Some(user)) = (target.has_grant, target.user) {
        grants::follow(&mut tx, access.room(), user, access.room().owner_id, now).await?;
    }
    tx.commit().await?;
    service.deps.live.role_changed(room, who, None);
    service.deps.live.activity(room, line);
    Ok(())
}

/// Brings a grant in step within the caller's transaction.
async fn follow(
    service: &CollabService,
    tx: &mut Tx,
    room: &Room,
    user: UserId,
    by: UserId,
) -> Result<(), CollabError> {
    store::as_system(tx).await?;
    grants::follow(tx, room, user, by, service.now()).await?;
    Ok(store::as_caller(tx).await?)
}

fn find(members: &[Member], who: ParticipantId) -> Result<&Member, CollabError> {
    members.iter().find(|member| member.participant.id == who).ok_or(CollabError::NotFound)
}

/// Refuses to take the role of the last one who can still act as an owner.
fn keeps_an_owner(members: &[Member], without: ParticipantId) -> Result<(), CollabError> {
    let is_owner = |member: &&Member| member.participant.role == RoomRole::Owner && member.has_access;
    let is_one = members.iter().filter(is_owner).any(|member| member.participant.id == without);
    let another = members.iter().filter(is_owner).any(|member| member.participant.id != without);
    if is_one && !another { Err(CollabError::LastOwner) } else { Ok(()) }
}

pub async fn mentionable(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    query: &str,
) -> Result<Vec<Mentionable>, CollabError> {
    let now = service.now();
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::editor(&mut tx, room, now).await?;
    // Usernames are for people with an account.
    signed_in(by)?;
    // At most as many as a room holds, so that whoever fetched everybody once can choose among them while one types.
    let members = people::all(&mut tx, room, now).await?;
    tx.commit().await?;
    let query = query.trim().trim_start_matches('@').to_lowercase();
    let fits = |name: &str| name.to_lowercase().starts_with(&query);
    let me = access.place().participant;
    Ok(members
        .into_iter()
        .filter(|member| member.has_access && member.participant.id != me)
        .filter_map(|member| {
            let user_id = member.user?;
            let username = member.participant.username?;
            let display_name = member.participant.display_name;
            (fits(&username) || fits(&display_name)).then_some(Mentionable { user_id, username, display_name })
        })
        .collect())
}
