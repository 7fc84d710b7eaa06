//! Rows of rooms. Where one person can have only one row, the first belongs to the spare person, so that the owner can
//! try to add their own; what belongs to one person belongs to the owner.
use uuid::Uuid;

use super::Scene;

/// The statement that adds a row to that table.
pub fn row(table: &str, scene: &Scene, new: Uuid) -> String {
    let Scene { org, user, project, file, room, comment, spare, own, number, .. } = scene;
    let first = own.is_nil();
    let other = Uuid::from_u128(room.as_u128() ^ 1);
    let here = format!("'{project}', '{org}'");
    match table {
        // Two at first: a person rates a room once, so the second rating needs a second room.
        "collaboration_rooms" => {
            let columns = "room_id, project_id, org_id, owner_id, name, created_at";
            let values = |id: &Uuid| format!("('{id}', {here}, '{user}', 'R', now())");
            let values = if first { format!("{}, {}", values(room), values(&other)) } else { values(own) };
            format!("insert into collaboration_rooms ({columns}) values {values}")
        }
        "room_participants" => {
            let who = if first { spare } else { user };
            format!(
                "insert into room_participants (room_id, user_id, project_id, org_id, role, display_name, joined_at, last_seen_at, cursor_color, color_round) values ('{room}', '{who}', {here}, 'viewer', 'P', now(), now(), '#e0033b', {number})"
            )
        }
        "room_guests" => {
            let token = if first { "guest" } else { "spare" };
            format!(
                "insert into room_guests (guest_id, room_id, project_id, org_id, token_hash, display_name, role, cursor_color, color_round, joined_at, last_seen_at) values ('{new}', '{room}', {here}, '{token}-{org}', 'G', 'viewer', '#107d61', {number}, now(), now())"
            )
        }
        "room_invites" => format!(
            "insert into room_invites (secret_hash, room_id, project_id, org_id, email, role, invited_by, created_at, expires_at) values ('{new}', '{room}', {here}, 'x@example.org', 'viewer', '{user}', now(), now())"
        ),
        "collaboration_comments" => {
            let id = if first { comment } else { own };
            format!(
                "insert into collaboration_comments (comment_id, room_id, project_id, org_id, file_id, file_path, line_number, start_offset, end_offset, anchor_version, quote, user_id, author_name, content, created_at, updated_at) values ('{id}', '{room}', {here}, '{file}', 'f', 1, 0, 1, 1, 'x', '{user}', 'U', 'C', now(), now())"
            )
        }
        "comment_mentions" => {
            let who = if first { user } else { spare };
            format!(
                "insert into comment_mentions (comment_id, user_id, project_id, org_id) values ('{comment}', '{who}', {here})"
            )
        }
        "room_activity" => format!(
            "insert into room_activity (activity_id, room_id, project_id, org_id, user_id, actor_name, kind, started_at, ended_at) values ('{new}', '{room}', {here}, '{user}', 'U', 'joined', now(), now())"
        ),
        "room_ratings" => {
            let room = if first { room } else { &other };
            format!(
                "insert into room_ratings (room_id, user_id, project_id, org_id, stars, created_at) values ('{room}', '{user}', {here}, 5, now())"
            )
        }
        "notifications" => format!(
            "insert into notifications (notification_id, user_id, org_id, kind, title, link, room_id, created_at) values ('{new}', '{user}', '{org}', 'mention', 'T', '/p', '{room}', now())"
        ),
        "notification_preferences" => {
            let kind = if first { "mention" } else { "reply" };
            format!(
                "insert into notification_preferences (user_id, kind, in_app, mail) values ('{user}', '{kind}', true, true)"
            )
        }
        other => panic!("{other} is no table of rooms"),
    }
}
