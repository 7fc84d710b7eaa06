//! The browser's door to rooms.
use collab_contract::{
    Activity, Comment, Invite, InvitePreview, Notification, NotificationPage, NotificationPreference, RatingSummary,
    RoomDetails, RoomLine, ShareLink, SharePreview,
};
use kernel::{Page, ProjectId, RoomId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use ui_kit::{Call, Reply};

/// What the page of a project's rooms shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectRooms {
    /// The project.
    pub project: ProjectId,
    /// What it is called.
    pub project_name: String,
    /// Its open rooms, newest first.
    pub rooms: Vec<RoomLine>,
    /// Whether the visitor can open another one.
    pub may_open: bool,
}

/// The rooms of a project.
#[server(protocol = Call)]
pub async fn load_rooms(project: ProjectId) -> Result<ProjectRooms, Reply> {
    use collab_contract::{Collab, MAX_ROOMS};
    use kernel::Role;
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    let by = caller();
    let found = answer(service::<dyn Projects>().get(&by, project).await)?;
    let rooms = answer(service::<dyn Collab>().rooms(&by, project).await)?;
    let writes_here = by.signed_in().is_some_and(|who| who.org == found.org_id && who.role >= Role::Member);
    let may_open = writes_here && found.summary.trashed_at.is_none() && rooms.len() < MAX_ROOMS as usize;
    Ok(ProjectRooms { project, project_name: found.summary.name, rooms, may_open })
}

/// What the page of a room shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoomContents {
    /// The room with its people and files.
    pub details: RoomDetails,
    /// What the project is called.
    pub project_name: String,
    /// Invitations that are still out; empty for those who do not decide here.
    pub invites: Vec<Invite>,
    /// Links that open the room; empty for those who do not decide here.
    pub links: Vec<ShareLink>,
    /// A page of comments, oldest first.
    pub comments: Page<Comment>,
    /// A page of what happened, newest first.
    pub activity: Page<Activity>,
    /// How the room was rated.
    pub rating: RatingSummary,
}

/// A room with everything in it, from two places in its lists.
#[server(protocol = Call)]
pub async fn load_room(
    room: RoomId,
    comments_after: Option<String>,
    activity_after: Option<String>,
) -> Result<RoomContents, Reply> {
    use collab_contract::{Collab, RoomRole};
    use kernel::Cursor;
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    let (collab, by) = (service::<dyn Collab>(), caller());
    let details = answer(collab.room(&by, room).await)?;
    let project = answer(service::<dyn Projects>().get(&by, details.room.project_id).await)?;
    let decides = details.role == RoomRole::Owner;
    let invites = if decides { answer(collab.invites(&by, room).await)? } else { Vec::new() };
    let links = if decides { answer(collab.links(&by, room).await)? } else { Vec::new() };
    let comments = answer(collab.comments(&by, room, None, comments_after.map(Cursor)).await)?;
    let activity = answer(collab.activity(&by, room, activity_after.map(Cursor)).await)?;
    let rating = answer(collab.rating(&by, room).await)?;
    Ok(RoomContents { details, project_name: project.summary.name, invites, links, comments, activity, rating })
}

/// How a room was rated; also once it is closed.
#[server(protocol = Call)]
pub async fn load_rating(room: RoomId) -> Result<RatingSummary, Reply> {
    use collab_contract::Collab;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Collab>().rating(&caller(), room).await)
}

/// What an invitation says.
#[server(protocol = Call)]
pub async fn load_room_invite(secret: String) -> Result<InvitePreview, Reply> {
    use collab_contract::Collab;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Collab>().look_at_invite(&caller(), &secret).await)
}

/// What a link opens.
#[server(protocol = Call)]
pub async fn load_share(secret: String) -> Result<SharePreview, Reply> {
    use collab_contract::Collab;
    use ui_kit::server::{answer, service};
    answer(service::<dyn Collab>().look_at_link(&secret).await)
}

/// What the page of notices shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notices {
    /// Everything that is unread, up to a page of it; empty on later pages.
    pub unread: Vec<Notification>,
    /// A page of all notices, newest first.
    pub page: NotificationPage,
    /// What the visitor wants to be told, a line for each kind.
    pub preferences: Vec<NotificationPreference>,
}

/// The visitor's notices from a place in the list.
#[server(protocol = Call)]
pub async fn load_notices(after: Option<String>) -> Result<Notices, Reply> {
    use collab_contract::Collab;
    use kernel::Cursor;
    use ui_kit::server::{answer, caller, service};
    let (collab, by) = (service::<dyn Collab>(), caller());
    let unread = match &after {
        None => answer(collab.notifications(&by, true, None).await)?.notifications,
        Some(_) => Vec::new(),
    };
    let page = answer(collab.notifications(&by, false, after.map(Cursor)).await)?;
    let preferences = answer(collab.preferences(&by).await)?;
    Ok(Notices { unread, page, preferences })
}
