//! One row for every table. A new table gets a line in [`ORDER`] and an arm in [`row`].
mod money;
mod rooms;

use ports::Clock;
use testkit::{Person, World};
use uuid::Uuid;

/// Tables in an order in which their foreign keys hold.
pub const ORDER: &[&str] = &[
    "users",
    "orgs",
    "org_members",
    "org_invites",
    "sessions",
    "email_links",
    "auth_throttles",
    "jobs",
    "mails",
    "projects",
    "project_grants",
    "share_links",
    "project_request_keys",
    "files",
    "file_ops",
    "file_batches",
    "versions",
    "version_files",
    "prompt_drafts",
    "conversations",
    "messages",
    "message_sends",
    "collaboration_rooms",
    "room_participants",
    "room_guests",
    "room_invites",
    "collaboration_comments",
    "comment_mentions",
    "room_activity",
    "room_ratings",
    "notifications",
    "notification_preferences",
    "listing_categories",
    "listings",
    "listing_files",
    "listing_preview_files",
    "listing_uses",
    "listing_words",
    "ledger_accounts",
    "ledger_transactions",
    "ledger_holds",
    "ledger_differences",
];

/// The ids that the rows of one org refer to.
#[derive(Debug, Clone)]
pub struct Scene {
    pub org: Uuid,
    pub user: Uuid,
    pub project: Uuid,
    file: Uuid,
    version: Uuid,
    conversation: Uuid,
    room: Uuid,
    comment: Uuid,
    listing: Uuid,
    /// Somebody who is in neither org, for rows that name another person.
    spare: Uuid,
    /// A listing that is no more than a draft.
    draft: Uuid,
    /// New things refer to the ones above, and have this as their own id.
    own: Uuid,
    number: u32,
}

impl Scene {
    /// Fresh ids for a person's org.
    pub fn new(world: &World, person: &Person, spare: &Person, number: u32) -> Self {
        let id = || world.clock.new_id();
        let (project, file, version, conversation, listing) = (id(), id(), id(), id(), id());
        let (room, comment) = (id(), id());
        let (org, user) = (person.who.org.uuid(), person.who.user.uuid());
        let (spare, draft, own) = (spare.who.user.uuid(), id(), Uuid::nil());
        Self { org, user, project, file, version, conversation, room, comment, listing, spare, draft, own, number }
    }

    /// The same scene for one more row in any of its tables.
    pub fn fresh(&self, world: &World) -> Self {
        Self { own: world.clock.new_id(), number: self.number + 1_000, ..self.clone() }
    }
}

/// The statement that adds a row to that table.
pub fn row(table: &str, scene: &Scene) -> String {
    let Scene { org, user, project, file, version, conversation, listing, spare, own, number, .. } = scene;
    let first = own.is_nil();
    let id = |known: &Uuid| if first { *known } else { *own };
    // Rows that need an id nobody refers to.
    let new = if first { Uuid::from_u128(org.as_u128() ^ u128::from(*number) << 64) } else { *own };
    let hash = format!("{new:x}").replace('-', "");
    match table {
        "users" => match first {
            // The person is there already; another row of theirs is a second account that they would have.
            true => format!("update users set display_name = display_name || '' where user_id = '{user}'"),
            false => format!(
                "insert into users (user_id, email, username, display_name, created_at) values ('{own}', '{own}@example.org', 'u-{number}', 'U', now())"
            ),
        },
        "orgs" => match first {
            true => format!("update orgs set name = name || '' where org_id = '{org}'"),
            false => {
                format!("insert into orgs (org_id, slug, name, created_at) values ('{own}', 'o-{number}', 'O', now())")
            }
        },
        "org_members" => match first {
            true => format!("update org_members set created_at = now() where org_id = '{org}'"),
            false => format!(
                "insert into org_members (org_id, user_id, role, created_at) values ('{org}', '{spare}', 'viewer', now())"
            ),
        },
        "org_invites" => format!(
            "insert into org_invites (invite_id, org_id, email, role, secret_hash, invited_by, created_at, expires_at) values ('{new}', '{org}', 'i{number}@example.org', 'member', decode('{hash}', 'hex'), '{user}', now(), now())"
        ),
        "sessions" => format!(
            "insert into sessions (session_id, user_id, org_id, kind, created_at, last_seen_at, expires_at) values ('{new}', '{user}', '{org}', 'browser', now(), now(), now())"
        ),
        "email_links" => format!(
            "insert into email_links (secret_hash, user_id, purpose, email, created_at, expires_at) values (decode('{hash}', 'hex'), '{user}', 'reset', 'x@example.org', now(), now())"
        ),
        "auth_throttles" => format!("insert into auth_throttles (key, window_start, tries) values ('{new}', now(), 1)"),
        "jobs" => format!(
            "insert into jobs (job_id, kind, payload, run_at, org_id, user_id, created_at) values ('{new}', 'test.nothing', '{{}}', now(), '{org}', '{user}', now())"
        ),
        "mails" => format!(
            "insert into mails (mail_id, user_id, to_address, subject, body, created_at) values ('{new}', '{user}', 'x@example.org', 'S', 'B', now())"
        ),
        "projects" => format!(
            "insert into projects (project_id, org_id, created_by, name, description, kind, accent, state, generator, created_at, updated_at) values ('{}', '{org}', '{user}', 'P', '', 'to-do', 'green', 'ready', 'test', now(), now())",
            id(project)
        ),
        "project_grants" => match first {
            true => format!(
                "insert into project_grants (project_id, org_id, user_id, role, granted_by, created_at) values ('{project}', '{org}', '{user}', 'viewer', '{user}', now())"
            ),
            false => format!(
                "insert into project_grants (project_id, org_id, user_id, role, granted_by, created_at) values ('{project}', '{org}', '{spare}', 'viewer', '{user}', now())"
            ),
        },
        // A second one, for a second guest: each guest has a token of their own.
        "share_links" => match first {
            true => format!(
                "insert into share_links (token_hash, project_id, org_id, role, created_by, created_at) values ('guest-{org}', '{project}', '{org}', 'viewer', '{user}', now()), ('spare-{org}', '{project}', '{org}', 'viewer', '{user}', now())"
            ),
            false => format!(
                "insert into share_links (token_hash, project_id, org_id, role, created_by, created_at) values ('{hash}', '{project}', '{org}', 'viewer', '{user}', now())"
            ),
        },
        "project_request_keys" => format!(
            "insert into project_request_keys (user_id, key, project_id, org_id, created_at) values ('{user}', '{new}', '{project}', '{org}', now())"
        ),
        "files" => format!(
            "insert into files (file_id, project_id, org_id, path, version, content, size_bytes, created_at, updated_at) values ('{}', '{project}', '{org}', 'f{number}.ts', 1, 'x', 1, now(), now())",
            id(file)
        ),
        "file_ops" => format!(
            "insert into file_ops (file_id, project_id, org_id, version, edits, inverse, created_at) values ('{file}', '{project}', '{org}', {number}, '[]', '[]', now())"
        ),
        "file_batches" => format!(
            "insert into file_batches (file_id, project_id, org_id, from_version, to_version, epoch, entries, created_at) values ('{file}', '{project}', '{org}', {number}, {number} + 1, 1, '', now())"
        ),
        "versions" => format!(
            "insert into versions (version_id, project_id, org_id, number, origin, by_name, created_at, file_count) values ('{}', '{project}', '{org}', {number}, 'checkpoint', 'x', now(), 0)",
            id(version)
        ),
        "version_files" => format!(
            "insert into version_files (version_id, file_id, project_id, org_id, path, blob_hash, size_bytes, is_binary) values ('{version}', '{new}', '{project}', '{org}', 'f', 'h', 1, false)"
        ),
        "prompt_drafts" => format!(
            "insert into prompt_drafts (secret_hash, description, created_at, expires_at) values (decode('{hash}', 'hex'), 'x', now(), now())"
        ),
        "conversations" => format!(
            "insert into conversations (conversation_id, project_id, org_id, user_id, title, created_at, updated_at) values ('{}', '{project}', '{org}', '{user}', 'T', now(), now())",
            id(conversation)
        ),
        "messages" => format!(
            "insert into messages (message_id, conversation_id, project_id, org_id, user_id, number, author, text, created_at) values ('{new}', '{conversation}', '{project}', '{org}', '{user}', {number}, 'user', 'x', now())"
        ),
        "message_sends" => format!(
            "insert into message_sends (message_id, org_id, user_id, sent_at) values ('{new}', '{org}', '{user}', now())"
        ),
        "collaboration_rooms"
        | "room_participants"
        | "room_guests"
        | "room_invites"
        | "collaboration_comments"
        | "comment_mentions"
        | "room_activity"
        | "room_ratings"
        | "notifications"
        | "notification_preferences" => rooms::row(table, scene, new),
        "ledger_accounts" | "ledger_transactions" | "ledger_entries" | "ledger_holds" | "ledger_differences" => {
            money::row(table, scene, new)
        }
        "listing_categories" => format!(
            "insert into listing_categories (slug, name, icon, position) values ('c{number}', 'C{number}', 'tag', {number})"
        ),
        // The installation's own, approved: it also fills the tables that triggers keep.
        "listings" => format!(
            "insert into listings (listing_id, creator, kind, slug, state, name, summary, category, license, version, created_at, updated_at, published_at) values ('{}', 'X', 'template', 'l{number}', 'approved', 'Wobblefrost{number}', 'S', 'c{}', 'MIT', '1.0.0', now(), now(), now())",
            id(listing),
            number % 1_000
        ),
        "listing_files" => {
            format!("insert into listing_files (listing_id, path, text) values ('{listing}', 'f{number}', 'x')")
        }
        "listing_preview_files" => {
            format!("insert into listing_preview_files (listing_id, path, text) values ('{listing}', 'f{number}', 'x')")
        }
        "listing_uses" => listing_uses(scene, new),
        "published_listings" => published(scene),
        "listing_counts" => format!(
            "insert into listing_counts (kind, category, price_class, n) values ('plugin', 'z{number}', 'free', 1)"
        ),
        "listing_words" => format!("insert into listing_words (word) values ('zzword{number}')"),
        other => panic!("{other} has no row in the attack on isolation: add it to ORDER and to row()"),
    }
}

fn listing_uses(scene: &Scene, new: Uuid) -> String {
    let Scene { org, user, project, listing, .. } = scene;
    format!(
        "insert into listing_uses (use_id, listing_id, org_id, user_id, project_id, created_at, finished_at) values ('{new}', '{listing}', '{org}', '{user}', '{project}', now(), now())"
    )
}

/// What the triggers would write for the draft, if it were approved.
fn published(scene: &Scene) -> String {
    let (draft, number) = (scene.draft, scene.number);
    format!(
        "insert into published_listings (listing_id, kind, slug, name, summary, creator, price_cents, category, tags, capabilities, accent, file_count, is_example, uses, rating_count, published_at, name_norm, search) values ('{draft}', 'template', 's{number}', 'N', 'S', 'C', 0, 'spare', '{{}}', '{{}}', 'slate', 0, false, 0, 0, now(), 'n', ''::tsvector)"
    )
}

/// What must be there before the first row: a category, and a draft in it.
pub fn before(scene: &Scene) -> String {
    let (draft, number) = (scene.draft, scene.number);
    format!(
        "insert into listing_categories (slug, name, icon, position) values ('spare', 'Spare', 'tag', 900) on conflict do nothing; insert into listings (listing_id, creator, kind, slug, name, summary, category, license, version, created_at, updated_at) values ('{draft}', 'X', 'template', 'd{number}', 'D', 'S', 'spare', 'MIT', '1.0.0', now(), now())"
    )
}
