//! Decisions about rooms as plain functions: no database, no clock.
mod mentions;
mod text;

pub use mentions::mentions;
pub use text::{comment, email, guest_name, name, note, quote, span_of_line};

use collab_contract::{CollabError, GivenRole, Room, RoomRole};
use kernel::{Role, Timestamp};

/// A pause after which one person's edits of one file begin another line of the feed. Coming back within it is no new
/// arrival either.
pub const GROUP_SECONDS: i64 = 10 * 60;
/// A room can be opened for ten years at most: whoever wants more leaves the end out.
const LONGEST_ROOM_SECONDS: i64 = 10 * 366 * 86_400;

/// Twelve hues, neighbours far apart. White text on each has at least 4.5:1, so a name on it can be read in both themes;
/// each has at least 3:1 against both grounds, so the cursor itself can be seen.
pub const PALETTE: [&str; 12] = [
    "#e0033b", "#107d61", "#b12dcc", "#727213", "#0169f9", "#b0540e", "#017b80", "#d7068e", "#258101", "#7c49f5",
    "#91680a", "#17779c",
];

/// A colour that was given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// `#rrggbb`.
    pub hex: &'static str,
    /// How often all colours had been given out before.
    pub round: i16,
}

/// What the project allows somebody at most. Whoever may write in the org may own a room; people from outside never.
pub fn allowed(org_role: Option<Role>, granted_to_edit: bool) -> RoomRole {
    let through_org = match org_role {
        Some(Role::Owner | Role::Admin | Role::Member) => RoomRole::Owner,
        Some(Role::Viewer) | None => RoomRole::Viewer,
    };
    let through_grant = if granted_to_edit { RoomRole::Editor } else { RoomRole::Viewer };
    through_org.max(through_grant)
}

/// What counts: the lesser of the role in the room and what the project allows.
pub fn effective(stored: RoomRole, allowed: RoomRole) -> RoomRole {
    stored.min(allowed)
}

/// The role of somebody of the org who comes in without being asked.
pub fn role_on_entry(allowed: RoomRole) -> RoomRole {
    allowed.min(RoomRole::Editor)
}

/// Editors and owners write, comment and bring versions back.
pub fn may_edit(role: RoomRole) -> Result<(), CollabError> {
    if role >= RoomRole::Editor { Ok(()) } else { Err(CollabError::ReadOnly) }
}

/// Owners decide.
pub fn may_own(role: RoomRole) -> Result<(), CollabError> {
    if role == RoomRole::Owner { Ok(()) } else { Err(CollabError::OwnerOnly) }
}

/// Threads are settled by every editor, and by who began them while the project still lets them write.
pub fn may_settle(role: RoomRole, allowed: RoomRole, is_author: bool) -> Result<(), CollabError> {
    if is_author && allowed >= RoomRole::Editor { Ok(()) } else { may_edit(role) }
}

/// A comment is changed by its author, while the project still lets them write.
pub fn may_reword(allowed: RoomRole, is_author: bool) -> Result<(), CollabError> {
    match (is_author, allowed >= RoomRole::Editor) {
        (true, true) => Ok(()),
        (true, false) => Err(CollabError::ReadOnly),
        (false, _) => Err(CollabError::AuthorOnly),
    }
}

/// A comment is deleted by its author or an owner of the room.
pub fn may_delete(role: RoomRole, allowed: RoomRole, is_author: bool) -> Result<(), CollabError> {
    if role == RoomRole::Owner { Ok(()) } else { may_reword(allowed, is_author) }
}

/// Refuses a room that was closed or has expired.
pub fn is_open(room: &Room, now: Timestamp) -> Result<(), CollabError> {
    if !room.is_active {
        return Err(CollabError::RoomClosed);
    }
    if room.expires_at.is_some_and(|ends| ends <= now) {
        return Err(CollabError::RoomExpired);
    }
    Ok(())
}

/// An end that lies ahead.
pub fn expiry(ends: Option<Timestamp>, now: Timestamp) -> Result<Option<Timestamp>, CollabError> {
    match ends {
        Some(ends) if ends <= now || ends.seconds_since(now) > LONGEST_ROOM_SECONDS => Err(CollabError::BadExpiry),
        other => Ok(other),
    }
}

/// The earlier of two ends; absent is never.
pub fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The first colour that nobody has; after twelve people, the first that is free in the next round.
pub fn colour(taken: &[(String, i16)]) -> Colour {
    let is_free = |colour: &Colour| !taken.iter().any(|(hex, round)| hex == colour.hex && *round == colour.round);
    let mut all = (0..=i16::MAX).flat_map(|round| PALETTE.map(|hex| Colour { hex, round }));
    all.find(is_free).unwrap_or(Colour { hex: PALETTE[0], round: i16::MAX })
}

/// Whether an edit now belongs to the line whose last edit was then.
pub fn is_same_group(last: Timestamp, now: Timestamp) -> bool {
    now.seconds_since(last) <= GROUP_SECONDS
}

/// A place that somebody from outside holds in an open room of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub role: RoomRole,
    pub expires_at: Option<Timestamp>,
}

/// The grant that follows from somebody's places: the highest role of those that have not ended, for as long as a place
/// with that role lasts. A lower one that lasts longer comes into force when the sweep closes the higher one's room.
pub fn grant_of(held: &[Held], now: Timestamp) -> Option<(GivenRole, Option<Timestamp>)> {
    let lasting: Vec<Held> =
        held.iter().copied().filter(|place| place.expires_at.is_none_or(|ends| ends > now)).collect();
    let role = lasting.iter().map(|place| place.role.min(RoomRole::Editor)).max()?;
    let ends = lasting.iter().filter(|place| place.role >= role).map(|place| place.expires_at);
    // Never is later than every moment.
    let ends = ends.max_by_key(|ends| ends.map_or((1, Timestamp::default()), |at| (0, at)))?;
    let given = if role == RoomRole::Editor { GivenRole::Editor } else { GivenRole::Viewer };
    Some((given, ends))
}

#[cfg(test)]
mod tests;
