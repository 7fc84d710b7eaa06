//! Threads about lines.
mod follow;

use collab_contract::{
    Activity, ActivityDetail, ActivityKind, CollabError, Comment, CommentAction, CommentChange, CommentUpdate,
    MAX_COMMENTS_PER_FILE, NewComment, NotificationKind,
};
use db::Tx;
use kernel::{Caller, CommentId, Cursor, Page, RoomId, UserId};
use projects_contract::{FilePath, MAX_FILE_BYTES};

use super::{
    CollabService, activity, cursor,
    notifications::{Notice, tell},
    place,
};
use crate::{
    rules,
    store::{
        RoomAccess, access, comments,
        people::{self, Member},
        rooms,
    },
};

/// Comments on one page.
const PAGE: usize = 200;

pub async fn list(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    file_path: Option<&str>,
    after: Option<Cursor>,
) -> Result<Page<Comment>, CollabError> {
    let path = file_path.map(path_of).transpose()?;
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::member(&mut tx, room, service.now()).await?;
    let path = path.as_ref().map(FilePath::as_str);
    let rows = comments::page(&mut tx, &access, path, place(after), PAGE as i64 + 1).await?;
    let project = access.project();
    tx.commit().await?;
    let mut page = Page::from_overfetch(rows, PAGE, |comment| cursor(comment.created_at, comment.id.uuid()));
    follow::to_where_they_are(service, by, project, &mut page.items).await?;
    Ok(page)
}

/// No file has a path that cannot be one.
fn path_of(path: &str) -> Result<FilePath, CollabError> {
    FilePath::parse(path).map_err(|_| CollabError::NoSuchFile { path: path.replace('\0', "") })
}

pub async fn create(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    new: NewComment,
) -> Result<Comment, CollabError> {
    let now = service.now();
    let content = rules::comment(&new.content)?;
    let seen = text_of(service, by, room, &new).await?;
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::editor(&mut tx, room, now).await?;
    let root = match new.parent_id {
        Some(parent) => Some(root_of(&mut tx, &access, parent).await?),
        None => None,
    };
    let members = people::all(&mut tx, room, now).await?;
    let place = access.place();
    let blank = Comment {
        id: CommentId::from_uuid(service.deps.clock.new_id()),
        room_id: room,
        file_id: None,
        file_path: String::new(),
        line_number: new.line_number,
        start_offset: 0,
        end_offset: 0,
        anchor_version: 0,
        quote: String::new(),
        is_detached: false,
        user_id: Some(place.participant),
        author_name: place.name.clone(),
        mentions: named(&members, &content),
        content,
        parent_id: None,
        is_resolved: false,
        resolved_by: None,
        created_at: now,
        updated_at: now,
    };
    let comment = match &root {
        Some(root) => below(root, blank),
        None => anchored(&mut tx, &access, &new, seen, blank).await?,
    };
    if comments::count_on(&mut tx, &access, comment.file_id).await? >= i64::from(MAX_COMMENTS_PER_FILE) {
        return Err(CollabError::TooMany { max: MAX_COMMENTS_PER_FILE, what: "comments on one file of a room".into() });
    }
    comments::insert(&mut tx, &access, &comment).await?;
    let detail = ActivityDetail { comment_id: Some(comment.id), ..ActivityDetail::default() };
    let line = record(service, &mut tx, &access, ActivityKind::Commented, &comment, detail).await?;
    let named = comment.mentions.clone();
    tell_named(service, &mut tx, &access, &members, &comment, &named).await?;
    tell_others(service, &mut tx, &access, &members, &comment).await?;
    tx.commit().await?;
    service.deps.live.comment(room, CommentUpdate { action: CommentAction::Create, comment: comment.clone() });
    service.deps.live.activity(room, line);
    Ok(comment)
}

/// The first comment of the thread that a comment belongs to: threads are one level deep.
async fn root_of(tx: &mut Tx, access: &RoomAccess, comment: CommentId) -> Result<Comment, CollabError> {
    let comment = comments::get(tx, access, comment).await?.ok_or(CollabError::NotFound)?;
    match comment.parent_id {
        None => Ok(comment),
        Some(root) => comments::get(tx, access, root).await?.ok_or(CollabError::NotFound),
    }
}

/// An answer is about whatever its thread is about.
fn below(root: &Comment, comment: Comment) -> Comment {
    Comment {
        file_id: root.file_id,
        file_path: root.file_path.clone(),
        line_number: root.line_number,
        start_offset: root.start_offset,
        end_offset: root.end_offset,
        anchor_version: root.anchor_version,
        quote: root.quote.clone(),
        is_detached: root.is_detached,
        parent_id: Some(root.id),
        ..comment
    }
}

/// A first comment is about a place that was named, or about a whole line of the text as it is stored.
async fn anchored(
    tx: &mut Tx,
    access: &RoomAccess,
    new: &NewComment,
    seen: Option<(String, i64)>,
    comment: Comment,
) -> Result<Comment, CollabError> {
    let path = path_of(&new.file_path)?;
    let missing = || CollabError::NoSuchFile { path: path.to_string() };
    let nowhere = || CollabError::NoSuchPlace { path: path.to_string() };
    let file = comments::target(tx, access, path.as_str()).await?.ok_or_else(missing)?;
    if new.line_number == 0 || new.line_number as usize > MAX_FILE_BYTES {
        return Err(nowhere());
    }
    let (start_offset, end_offset, anchor_version, quote) = match &new.anchor {
        // Somebody who types with others is ahead of what is stored, so their place cannot be checked against it.
        Some(at) if at.start_offset <= at.end_offset && at.end_offset as usize <= MAX_FILE_BYTES && at.version >= 0 => {
            (at.start_offset, at.end_offset, at.version, rules::quote(&at.quote))
        }
        Some(_) => return Err(nowhere()),
        None => {
            let (text, version) = seen.ok_or_else(nowhere)?;
            let span = rules::span_of_line(&text, new.line_number).ok_or_else(nowhere)?;
            (span.start, span.end, version, span.quote)
        }
    };
    Ok(Comment {
        file_id: Some(file),
        file_path: path.to_string(),
        start_offset,
        end_offset,
        anchor_version,
        quote,
        ..comment
    })
}

/// The text whose line is meant, with what people are typing into it now, and its version. Nothing where the comment says
/// its place itself, and for files that are no text.
async fn text_of(
    service: &CollabService,
    by: &Caller,
    room: RoomId,
    new: &NewComment,
) -> Result<Option<(String, i64)>, CollabError> {
    if new.parent_id.is_some() || new.anchor.is_some() {
        return Ok(None);
    }
    let path = path_of(&new.file_path)?;
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::editor(&mut tx, room, service.now()).await?;
    let Some(file) = comments::target(&mut tx, &access, path.as_str()).await? else { return Ok(None) };
    tx.commit().await?;
    let content = service.deps.projects.read(by, file).await?;
    Ok(content.text.map(|text| (text, content.entry.version)))
}

/// The people of the room who are named in a text.
fn named(members: &[Member], content: &str) -> Vec<UserId> {
    let names = rules::mentions(content);
    members
        .iter()
        .filter(|member| member.has_access)
        .filter(|member| {
            member.participant.username.as_ref().is_some_and(|name| names.contains(&name.to_ascii_lowercase()))
        })
        .filter_map(|member| member.user)
        .collect()
}

async fn record(
    service: &CollabService,
    tx: &mut Tx,
    access: &RoomAccess,
    kind: ActivityKind,
    comment: &Comment,
    detail: ActivityDetail,
) -> Result<Activity, CollabError> {
    let actor = activity::Actor::of(access.place());
    let line = activity::line(service, access.room(), actor, kind, Some(&comment.file_path), detail);
    activity::record(tx, access.room(), &line).await?;
    Ok(line)
}

/// Tells those who are named.
async fn tell_named(
    service: &CollabService,
    tx: &mut Tx,
    access: &RoomAccess,
    members: &[Member],
    comment: &Comment,
    named: &[UserId],
) -> Result<(), CollabError> {
    let me = access.place().user;
    let to: Vec<&Member> = members
        .iter()
        .filter(|member| member.user.is_some_and(|user| named.contains(&user)) && member.user != me)
        .collect();
    let title = format!("{} mentioned you in “{}”.", access.place().name, access.room().name);
    let notice = Notice::about_comment(NotificationKind::Mention, title, access.room(), comment);
    Ok(tell(service, tx, access.room(), me, &to, &notice).await?)
}

/// Tells the others: of an answer those who took part in the thread, of a new thread everyone in the room. Whoever was
/// named has been told already.
async fn tell_others(
    service: &CollabService,
    tx: &mut Tx,
    access: &RoomAccess,
    members: &[Member],
    comment: &Comment,
) -> Result<(), CollabError> {
    let (me, name, room) = (access.place().user, &access.place().name, access.room());
    let others = members
        .iter()
        .filter(|member| member.user != me && !member.user.is_some_and(|user| comment.mentions.contains(&user)));
    let (to, notice): (Vec<&Member>, Notice) = match comment.parent_id {
        Some(root) => {
            let writers = comments::writers(tx, root).await?;
            let title = format!("{name} answered in “{}”.", room.name);
            let to = others.filter(|member| member.user.is_some_and(|user| writers.contains(&user))).collect();
            (to, Notice::about_comment(NotificationKind::Reply, title, room, comment))
        }
        None => {
            let title = format!("{name} commented on {} in “{}”.", short(&comment.file_path), room.name);
            (others.collect(), Notice::about_comment(NotificationKind::Comment, title, room, comment))
        }
    };
    Ok(tell(service, tx, room, me, &to, &notice).await?)
}

/// The last part of a path, so that a title stays short.
fn short(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

pub async fn change(
    service: &CollabService,
    by: &Caller,
    comment: CommentId,
    change: CommentChange,
) -> Result<Comment, CollabError> {
    let now = service.now();
    if change.content.is_none() && change.is_resolved.is_none() {
        return Err(CollabError::NothingToChange);
    }
    let content = change.content.as_deref().map(rules::comment).transpose()?;
    let mut tx = service.deps.db.begin(by).await?;
    let (access, mut present) = find(service, &mut tx, comment).await?;
    let (mut updates, mut lines) = (Vec::new(), Vec::new());
    if let Some(content) = content.filter(|content| *content != present.content) {
        rules::may_reword(access.allowed(), present.user_id == Some(access.place().participant))?;
        let members = people::all(&mut tx, access.id(), now).await?;
        let now_named = named(&members, &content);
        comments::reword(&mut tx, &access, comment, &content, &now_named, now).await?;
        let newly: Vec<UserId> = now_named.iter().copied().filter(|user| !present.mentions.contains(user)).collect();
        present = comments::get(&mut tx, &access, comment).await?.ok_or(CollabError::NotFound)?;
        tell_named(service, &mut tx, &access, &members, &present, &newly).await?;
        updates.push(CommentUpdate { action: CommentAction::Update, comment: present.clone() });
    } else if change.content.is_some() {
        // The same words again change nothing, but are still the author's to send.
        rules::may_reword(access.allowed(), present.user_id == Some(access.place().participant))?;
    }
    if let Some(is_resolved) = change.is_resolved {
        let root = root_of(&mut tx, &access, comment).await?;
        let is_author = root.user_id == Some(access.place().participant);
        rules::may_settle(access.role(), access.allowed(), is_author)?;
        if root.is_resolved != is_resolved {
            let settled_by = is_resolved.then_some(access.place().name.as_str());
            comments::settle(&mut tx, &access, root.id, settled_by, now).await?;
            let detail =
                ActivityDetail { comment_id: Some(root.id), is_on: Some(is_resolved), ..ActivityDetail::default() };
            lines.push(record(service, &mut tx, &access, ActivityKind::Resolved, &root, detail).await?);
            let root = comments::get(&mut tx, &access, root.id).await?.ok_or(CollabError::NotFound)?;
            if root.id == present.id {
                present = root.clone();
            }
            updates.push(CommentUpdate { action: CommentAction::Resolve, comment: root });
        }
    }
    tx.commit().await?;
    for update in updates {
        service.deps.live.comment(access.id(), update);
    }
    for line in lines {
        service.deps.live.activity(access.id(), line);
    }
    Ok(present)
}

/// A comment with its room. Those without a place in the room learn nothing of it.
async fn find(service: &CollabService, tx: &mut Tx, comment: CommentId) -> Result<(RoomAccess, Comment), CollabError> {
    let room = rooms::of_comment(tx, comment).await?.ok_or(CollabError::NotFound)?;
    let access = access::member(tx, room, service.now()).await?;
    let found = comments::get(tx, &access, comment).await?.ok_or(CollabError::NotFound)?;
    Ok((access, found))
}

pub async fn delete(service: &CollabService, by: &Caller, comment: CommentId) -> Result<(), CollabError> {
    let mut tx = service.deps.db.begin(by).await?;
    let (access, found) = find(service, &mut tx, comment).await?;
    let is_author = found.user_id == Some(access.place().participant);
    rules::may_delete(access.role(), access.allowed(), is_author)?;
    if rules::may_own(access.role()).is_err() && comments::others_answered(&mut tx, &found).await? {
        return Err(CollabError::HasReplies);
    }
    comments::delete(&mut tx, &access, comment).await?;
    tx.commit().await?;
    service.deps.live.comment(access.id(), CommentUpdate { action: CommentAction::Delete, comment: found });
    Ok(())
}
