//! Telling people, in the list of notices and by mail, as they wish.
use ::jobs::outbox::{Letter, post};
use collab_contract::{
    CollabError, Comment, MAX_READ_AT_ONCE, NotificationKind, NotificationPage, NotificationPreference, Room,
};
use db::Tx;
use kernel::{Caller, CommentId, Cursor, Fault, JobId, MailId, NotificationId, Page, UserId};

use super::{CollabService, cursor, place, signed_in};
use crate::store::{self, notifications, people::Member};

/// Notices on one page.
const PAGE: usize = 30;
/// Longest subject of a mail, in characters; the table takes no more than 200.
const SUBJECT_CHARS: usize = 150;

/// What people are told of one event.
#[derive(Debug)]
pub struct Notice {
    kind: NotificationKind,
    title: String,
    /// A path on this site.
    link: String,
    comment: Option<CommentId>,
    /// What the mail says besides the title.
    words: String,
}

impl Notice {
    /// Something about the room as a whole.
    pub fn about_room(kind: NotificationKind, title: String, room: &Room) -> Self {
        let link = format!("/p/{}?room={}", room.project_id, room.id);
        Self { kind, title, link, comment: None, words: String::new() }
    }

    /// Something that was said.
    pub fn about_comment(kind: NotificationKind, title: String, room: &Room, comment: &Comment) -> Self {
        let link = format!("/p/{}?room={}&comment={}", room.project_id, room.id, comment.id);
        let words = format!("{}, line {}:\n\n{}\n\n", comment.file_path, comment.line_number, comment.content);
        Self { kind, title, link, comment: Some(comment.id), words }
    }
}

/// Tells these people, those who have an account and can still see the project, each as they wish. The transaction is the
/// caller's before and after.
pub async fn tell(
    service: &CollabService,
    tx: &mut Tx,
    room: &Room,
    actor: Option<UserId>,
    to: &[&Member],
    notice: &Notice,
) -> Result<(), Fault> {
    let to: Vec<(UserId, &str)> = to
        .iter()
        .filter(|member| member.has_access)
        .filter_map(|member| Some((member.user?, member.email.as_deref()?)))
        .collect();
    if to.is_empty() {
        return Ok(());
    }
    let users: Vec<UserId> = to.iter().map(|(user, _)| *user).collect();
    store::as_system(tx).await?;
    let chosen = notifications::chosen(tx, &users, notice.kind).await?;
    let wish = |user: UserId| {
        let own = chosen.iter().find(|(of, _)| *of == user).map(|(_, preference)| *preference);
        own.unwrap_or(notice.kind.default_preference())
    };
    let clock = &service.deps.clock;
    let in_app: Vec<(NotificationId, UserId)> =
        users.iter().filter(|user| wish(**user).in_app).map(|user| (clock.new_id().into(), *user)).collect();
    let rows = notifications::NewRows {
        to: &in_app,
        org: room.org_id,
        kind: notice.kind,
        title: &notice.title,
        link: &notice.link,
        room: room.id,
        comment: notice.comment,
        actor,
        now: service.now(),
    };
    notifications::insert(tx, &rows).await?;
    for (user, email) in to.iter().filter(|(user, _)| wish(*user).mail) {
        let ids: (MailId, JobId) = (clock.new_id().into(), clock.new_id().into());
        let letter = Letter {
            ids,
            user: Some(*user),
            to: (*email).to_owned(),
            subject: notice.title.chars().take(SUBJECT_CHARS).collect(),
            body: format!("{}\n\n{}{}{}\n", notice.title, notice.words, service.deps.public_url, notice.link),
        };
        post(tx, service.now(), letter).await?;
    }
    store::as_caller(tx).await
}

pub async fn page(
    service: &CollabService,
    by: &Caller,
    unread: bool,
    after: Option<Cursor>,
) -> Result<NotificationPage, CollabError> {
    let user = signed_in(by)?.user;
    let mut tx = service.deps.db.begin(by).await?;
    let rows = notifications::page(&mut tx, user, unread, place(after), PAGE as i64 + 1).await?;
    let unread = notifications::unread(&mut tx, user).await?;
    tx.commit().await?;
    let page = Page::from_overfetch(rows, PAGE, |notice| cursor(notice.created_at, notice.id.uuid()));
    Ok(NotificationPage { notifications: page.items, unread: unread.max(0) as u32, next: page.next })
}

pub async fn read(
    service: &CollabService,
    by: &Caller,
    which: Option<Vec<NotificationId>>,
) -> Result<u32, CollabError> {
    let user = signed_in(by)?.user;
    if which.as_ref().is_some_and(|which| which.len() > MAX_READ_AT_ONCE) {
        let max = MAX_READ_AT_ONCE as u32;
        return Err(CollabError::TooMany { max, what: "notices marked as read at once".into() });
    }
    let mut tx = service.deps.db.begin(by).await?;
    notifications::read(&mut tx, user, which.as_deref(), service.now()).await?;
    let unread = notifications::unread(&mut tx, user).await?;
    tx.commit().await?;
    Ok(unread.max(0) as u32)
}

pub async fn preferences(service: &CollabService, by: &Caller) -> Result<Vec<NotificationPreference>, CollabError> {
    let user = signed_in(by)?.user;
    let mut tx = service.deps.db.begin(by).await?;
    let chosen = notifications::preferences(&mut tx, user).await?;
    tx.commit().await?;
    Ok(with_defaults(&chosen))
}

pub async fn prefer(
    service: &CollabService,
    by: &Caller,
    preference: NotificationPreference,
) -> Result<Vec<NotificationPreference>, CollabError> {
    let user = signed_in(by)?.user;
    let mut tx = service.deps.db.begin(by).await?;
    notifications::prefer(&mut tx, user, &preference).await?;
    let chosen = notifications::preferences(&mut tx, user).await?;
    tx.commit().await?;
    Ok(with_defaults(&chosen))
}

/// One line for each kind.
fn with_defaults(chosen: &[NotificationPreference]) -> Vec<NotificationPreference> {
    let line = |kind: NotificationKind| {
        let own = chosen.iter().find(|preference| preference.kind == kind).copied();
        own.unwrap_or(kind.default_preference())
    };
    NotificationKind::ALL.into_iter().map(line).collect()
}
