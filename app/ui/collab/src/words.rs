//! What roles, ends and events are called.
use collab_contract::{Activity, ActivityKind, GivenRole, NotificationKind, RoomRole};
use kernel::Timestamp;
use leptos::prelude::*;
use ui_kit::Time;

/// Roles, the least first.
pub(crate) const ROLES: [RoomRole; 3] = [RoomRole::Viewer, RoomRole::Editor, RoomRole::Owner];
/// Roles that invitations and links give.
pub(crate) const GIVEN: [GivenRole; 2] = [GivenRole::Viewer, GivenRole::Editor];
/// Ends that can be chosen, by their names in forms.
pub(crate) const ENDS: [(&str, &str); 3] = [("never", "Never"), ("7d", "In 7 days"), ("30d", "In 30 days")];

/// What a role is called.
pub(crate) const fn role_name(role: RoomRole) -> &'static str {
    match role {
        RoomRole::Viewer => "Viewer",
        RoomRole::Editor => "Editor",
        RoomRole::Owner => "Owner",
    }
}

/// The same within a sentence.
pub(crate) const fn a_role(role: RoomRole) -> &'static str {
    match role {
        RoomRole::Viewer => "a viewer",
        RoomRole::Editor => "an editor",
        RoomRole::Owner => "an owner",
    }
}

/// What a role lets people do.
pub(crate) const fn given_explained(role: GivenRole) -> &'static str {
    match role {
        GivenRole::Viewer => "Viewer: reads only",
        GivenRole::Editor => "Editor: also writes and comments",
    }
}

/// What a way in lets whoever takes it do.
pub(crate) const fn would_do(role: GivenRole) -> &'static str {
    match role {
        GivenRole::Viewer => "You would be a viewer, who reads and watches.",
        GivenRole::Editor => "You would be an editor, who writes and comments, too.",
    }
}

/// When something ends, for the end of a line.
pub(crate) fn ending(expires_at: Option<Timestamp>) -> AnyView {
    match expires_at {
        Some(at) => view! { <span>"ends " <Time at=at /></span> }.into_any(),
        None => view! { <span>"no end"</span> }.into_any(),
    }
}

/// What somebody wants to be told of.
pub(crate) const fn told_of(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Mention => "Somebody mentions me",
        NotificationKind::Reply => "Somebody answers in a thread of mine",
        NotificationKind::Comment => "Somebody begins a thread in a room of mine",
        NotificationKind::RoleChanged => "My role in a room changes",
    }
}

/// What happened, for behind a name: `made Gus an editor`.
pub(crate) fn happened(line: &Activity) -> String {
    let path = line.file_path.as_deref().unwrap_or("a file");
    let detail = &line.detail;
    let is_on = detail.is_on != Some(false);
    let link = detail.link.as_deref().unwrap_or("Link");
    match line.kind {
        ActivityKind::Edited if line.count > 1 => format!("edited {path} {} times", line.count),
        ActivityKind::Edited => format!("edited {path}"),
        ActivityKind::Commented => format!("commented on {path}"),
        ActivityKind::Resolved if is_on => format!("settled a thread on {path}"),
        ActivityKind::Resolved => format!("opened a thread on {path} again"),
        ActivityKind::Joined => match detail.role {
            Some(role) => format!("came in as {}", a_role(role)),
            None => "opened the room".to_owned(),
        },
        ActivityKind::Left => "left".to_owned(),
        ActivityKind::RoleChanged => match (detail.subject.as_deref(), detail.role) {
            (Some(who), Some(role)) => format!("made {who} {}", a_role(role)),
            (Some(who), None) => format!("removed {who}"),
            (None, _) => "changed a role".to_owned(),
        },
        ActivityKind::Restored => match detail.version {
            Some(number) => format!("brought back version {number}"),
            None => "brought back a version".to_owned(),
        },
        ActivityKind::Shared if is_on => format!("made the link “{link}”"),
        ActivityKind::Shared => format!("called back the link “{link}”"),
        ActivityKind::Locked if is_on => format!("locked {path}"),
        ActivityKind::Locked => format!("released {path}"),
        ActivityKind::Invited => match detail.role {
            Some(role) => format!("invited somebody as {}", a_role(role)),
            None => "invited somebody".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use collab_contract::ActivityDetail;
    use kernel::{ActivityId, RoomId};

    use super::*;

    fn line(kind: ActivityKind, count: u32, detail: ActivityDetail) -> String {
        let at = Timestamp::default();
        let id: ActivityId = "018f0000-0000-7000-8000-000000000001".parse().expect("an id");
        let room_id: RoomId = "018f0000-0000-7000-8000-000000000002".parse().expect("an id");
        happened(&Activity {
            id,
            room_id,
            user_id: None,
            actor_name: "Gus".into(),
            kind,
            file_path: Some("src/main.ts".into()),
            detail,
            started_at: at,
            ended_at: at,
            count,
        })
    }

    #[test]
    fn what_happened_reads_like_a_sentence() {
        let none = ActivityDetail::default;
        assert_eq!(line(ActivityKind::Edited, 1, none()), "edited src/main.ts");
        assert_eq!(line(ActivityKind::Edited, 12, none()), "edited src/main.ts 12 times");
        assert_eq!(line(ActivityKind::Joined, 1, none()), "opened the room");
        let back = ActivityDetail { link: Some("For clients".into()), is_on: Some(false), ..none() };
        assert_eq!(line(ActivityKind::Shared, 1, back), "called back the link “For clients”");
        let made =
            ActivityDetail { subject: Some("Mia".into()), role: Some(RoomRole::Editor), ..ActivityDetail::default() };
        assert_eq!(line(ActivityKind::RoleChanged, 1, made.clone()), "made Mia an editor");
        assert_eq!(line(ActivityKind::RoleChanged, 1, ActivityDetail { role: None, ..made }), "removed Mia");
        assert_eq!(line(ActivityKind::Resolved, 1, none()), "settled a thread on src/main.ts");
    }
}
