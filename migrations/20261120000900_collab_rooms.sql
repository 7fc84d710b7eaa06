-- Rooms: people who work on one project at the same time, what they say about its lines, and what happened meanwhile.
-- Access still follows the project. A room adds a role, which can only take away from what the project allows; the server
-- works that out, and the policies below are the second lock. What the system writes for several people at once (the
-- feed, notices, somebody let in by an invitation) is written as `app_worker`.

-- People from outside the org come in through a grant, and it must end when the room that it came from ends.
alter table project_grants
  add column expires_at timestamptz,
  -- Kept in step with somebody's places in rooms. A grant that was given otherwise is never touched by a room.
  add column from_rooms boolean not null default false;

create or replace function app.granted_projects() returns setof uuid language sql stable as $$
  select project_id from project_grants
  where user_id = app.user_id() and (expires_at is null or expires_at > now())
  union all
  select project_id from share_links
  where token_hash = app.share_hash() and revoked_at is null and (expires_at is null or expires_at > now())
$$;

create or replace function app.granted_to_edit() returns setof uuid language sql stable as $$
  select project_id from project_grants
  where user_id = app.user_id() and role = 'editor' and (expires_at is null or expires_at > now())
  union all
  select project_id from share_links
  where token_hash = app.share_hash() and role = 'editor' and revoked_at is null
    and (expires_at is null or expires_at > now())
$$;

-- Whoever accepts an invitation cannot see the project yet, so the system writes their grant.
grant insert, update, delete on project_grants to app_worker;
drop policy project_grants_worker on project_grants;
create policy project_grants_worker on project_grants for all to app_worker using (true) with check (true);

create table collaboration_rooms (
  room_id uuid constraint collaboration_rooms_pkey primary key,
  project_id uuid not null,
  org_id uuid not null,
  owner_id uuid not null constraint collaboration_rooms_owner_fkey references users,
  name text not null constraint collaboration_rooms_name_check check (length(name) between 1 and 80),
  created_at timestamptz not null,
  expires_at timestamptz,
  -- A closed room stays, for its export and its ratings.
  is_active boolean not null default true,
  constraint collaboration_rooms_project_fkey foreign key (project_id, org_id)
    references projects (project_id, org_id) on delete cascade,
  constraint collaboration_rooms_project_key unique (room_id, project_id, org_id)
);

create index collaboration_rooms_project_idx on collaboration_rooms (project_id, created_at desc);
-- The sweep closes what has expired, across all projects.
create index collaboration_rooms_expiry_idx on collaboration_rooms (expires_at) where is_active and expires_at is not null;

-- A link may lead into a room. Each guest who comes through one gets a token of their own, which is a link below it:
-- so two guests of one link are two people to the policies, and calling the link back calls back both.
alter table share_links
  add column link_id uuid not null default gen_random_uuid() constraint share_links_link_key unique,
  add column room_id uuid,
  add column name text constraint share_links_name_check check (length(name) between 1 and 80),
  add column parent_hash text constraint share_links_parent_fkey references share_links on delete cascade,
  add constraint share_links_room_fkey foreign key (room_id, project_id, org_id)
    references collaboration_rooms (room_id, project_id, org_id) on delete cascade;

create index share_links_room_idx on share_links (room_id) where room_id is not null;
create index share_links_parent_idx on share_links (parent_hash) where parent_hash is not null;

grant update (role) on share_links to app_rw;
grant insert, update, delete on share_links to app_worker;
drop policy share_links_worker on share_links;
create policy share_links_worker on share_links for all to app_worker using (true) with check (true);

create table room_participants (
  room_id uuid not null,
  user_id uuid not null constraint room_participants_user_fkey references users on delete cascade,
  project_id uuid not null,
  org_id uuid not null,
  role text not null constraint room_participants_role_check check (role in ('viewer', 'editor', 'owner')),
  display_name text not null constraint room_participants_display_name_check check (length(display_name) between 1 and 60),
  joined_at timestamptz not null,
  last_seen_at timestamptz not null,
  cursor_position jsonb,
  cursor_color text not null constraint room_participants_cursor_color_check check (cursor_color ~ '^#[0-9a-f]{6}$'),
  -- There are twelve colours. The thirteenth person starts a second round of them.
  color_round smallint not null default 0,
  -- Came by an invitation from outside the org: a row of project_grants goes with this one.
  has_grant boolean not null default false,
  -- Came by a link, with an account: what they may do ends with it.
  token_hash text constraint room_participants_link_fkey references share_links on delete set null,
  constraint room_participants_pkey primary key (room_id, user_id),
  constraint room_participants_color_key unique (room_id, cursor_color, color_round),
  constraint room_participants_room_fkey foreign key (room_id, project_id, org_id)
    references collaboration_rooms (room_id, project_id, org_id) on delete cascade
);

create index room_participants_user_idx on room_participants (user_id, project_id);

-- People without an account, who came through a link and said their name.
create table room_guests (
  guest_id uuid constraint room_guests_pkey primary key,
  room_id uuid not null,
  project_id uuid not null,
  org_id uuid not null,
  -- Their own token, below the link that they came through.
  token_hash text not null constraint room_guests_token_key unique
    constraint room_guests_token_fkey references share_links on delete cascade,
  display_name text not null constraint room_guests_display_name_check check (length(display_name) between 1 and 60),
  role text not null constraint room_guests_role_check check (role in ('viewer', 'editor')),
  cursor_position jsonb,
  cursor_color text not null constraint room_guests_cursor_color_check check (cursor_color ~ '^#[0-9a-f]{6}$'),
  color_round smallint not null default 0,
  joined_at timestamptz not null,
  last_seen_at timestamptz not null,
  constraint room_guests_color_key unique (room_id, cursor_color, color_round),
  constraint room_guests_room_fkey foreign key (room_id, project_id, org_id)
    references collaboration_rooms (room_id, project_id, org_id) on delete cascade
);

create table room_invites (
  -- SHA-256 of the link's secret, in hex.
  secret_hash text constraint room_invites_pkey primary key,
  room_id uuid not null,
  project_id uuid not null,
  org_id uuid not null,
  email citext not null,
  role text not null constraint room_invites_role_check check (role in ('viewer', 'editor')),
  invited_by uuid not null constraint room_invites_inviter_fkey references users,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid constraint room_invites_accepter_fkey references users,
  revoked_at timestamptz,
  constraint room_invites_room_fkey foreign key (room_id, project_id, org_id)
    references collaboration_rooms (room_id, project_id, org_id) on delete cascade
);

create index room_invites_room_idx on room_invites (room_id, created_at desc);
-- The daily limit counts one person's invitations in all rooms.
create index room_invites_inviter_idx on room_invites (invited_by, created_at);

create table collaboration_comments (
  comment_id uuid constraint collaboration_comments_pkey primary key,
  room_id uuid not null,
  project_id uuid not null,
  org_id uuid not null,
  -- Follows the file through renames. Gone when the file was deleted for good; the path then says where it was.
  file_id uuid constraint collaboration_comments_file_fkey references files on delete set null,
  file_path text not null constraint collaboration_comments_path_check check (length(file_path) between 1 and 400),
  line_number integer not null constraint collaboration_comments_line_check check (line_number >= 1),
  -- UTF-16 units of the text at `anchor_version`.
  start_offset integer not null,
  end_offset integer not null,
  anchor_version bigint not null,
  quote text not null constraint collaboration_comments_quote_check check (length(quote) <= 500),
  -- The text that it was about was deleted; the thread stays.
  is_detached boolean not null default false,
  user_id uuid constraint collaboration_comments_user_fkey references users,
  guest_id uuid constraint collaboration_comments_guest_fkey references room_guests on delete set null,
  -- The name at that time; people may leave.
  author_name text not null,
  content text not null constraint collaboration_comments_content_check check (length(content) between 1 and 4000),
  parent_id uuid,
  is_resolved boolean not null default false,
  resolved_by text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint collaboration_comments_range_check check (0 <= start_offset and start_offset <= end_offset),
  constraint collaboration_comments_author_check check (user_id is null or guest_id is null),
  constraint collaboration_comments_room_key unique (comment_id, room_id),
  constraint collaboration_comments_project_key unique (comment_id, project_id, org_id),
  constraint collaboration_comments_parent_fkey foreign key (parent_id, room_id)
    references collaboration_comments (comment_id, room_id) on delete cascade,
  constraint collaboration_comments_room_fkey foreign key (room_id, project_id, org_id)
    references collaboration_rooms (room_id, project_id, org_id) on delete cascade
);

create index collaboration_comments_room_idx on collaboration_comments (room_id, created_at, comment_id);
create index collaboration_comments_file_idx on collaboration_comments (file_id, room_id);
create index collaboration_comments_parent_idx on collaboration_comments (parent_id) where parent_id is not null;

create table comment_mentions (
  comment_id uuid not null,
  user_id uuid not null constraint comment_mentions_user_fkey references users on delete cascade,
  project_id uuid not null,
  org_id uuid not null,
  constraint comment_mentions_pkey primary key (comment_id, user_id),
  constraint comment_mentions_comment_fkey foreign key (comment_id, project_id, org_id)
    references collaboration_comments (comment_id, project_id, org_id) on delete cascade
);

create table room_activity (
  activity_id uuid constraint room_activity_pkey primary key,
  room_id uuid not null,
  project_id uuid not null,
  org_id uuid not null,
  -- Absent for guests.
  user_id uuid constraint room_activity_user_fkey references users on delete set null,
  actor_name text not null,
  kind text not null constraint room_activity_kind_check check (kind in ('edited', 'commented', 'resolved', 'joined',
    'left', 'role_changed', 'restored', 'shared', 'locked', 'invited')),
  file_path text,
  detail jsonb not null default '{}',
  started_at timestamptz not null,
  ended_at timestamptz not null,
  -- How many edits a row stands for: one person's in one file, without a long pause between them.
  count integer not null default 1 constraint room_activity_count_check check (count >= 1),
  constraint room_activity_room_fkey foreign key (room_id, project_id, org_id)
    references collaboration_rooms (room_id, project_id, org_id) on delete cascade
);

create index room_activity_page_idx on room_activity (room_id, started_at desc, activity_id desc);
create index room_activity_edits_idx on room_activity (room_id, file_path, ended_at desc) where kind = 'edited';
create index room_activity_age_idx on room_activity (ended_at);

create table room_ratings (
  room_id uuid not null,
  user_id uuid not null constraint room_ratings_user_fkey references users on delete cascade,
  project_id uuid not null,
  org_id uuid not null,
  stars smallint not null constraint room_ratings_stars_check check (stars between 1 and 5),
  note text constraint room_ratings_note_check check (length(note) between 1 and 1000),
  created_at timestamptz not null,
  constraint room_ratings_pkey primary key (room_id, user_id),
  constraint room_ratings_room_fkey foreign key (room_id, project_id, org_id)
    references collaboration_rooms (room_id, project_id, org_id) on delete cascade
);

create table notifications (
  notification_id uuid constraint notifications_pkey primary key,
  user_id uuid not null constraint notifications_user_fkey references users on delete cascade,
  -- The org that it concerns, if any; not always one that the person belongs to.
  org_id uuid,
  kind text not null constraint notifications_kind_check check (kind ~ '^[a-z_]{1,40}$'),
  title text not null constraint notifications_title_check check (length(title) between 1 and 300),
  -- A path on this site.
  link text not null constraint notifications_link_check check (link like '/%'),
  -- What it is about: without that, the notice goes too.
  room_id uuid constraint notifications_room_fkey references collaboration_rooms on delete cascade,
  comment_id uuid constraint notifications_comment_fkey references collaboration_comments on delete cascade,
  actor_id uuid constraint notifications_actor_fkey references users on delete set null,
  created_at timestamptz not null,
  read_at timestamptz
);

create index notifications_page_idx on notifications (user_id, created_at desc, notification_id desc);
create index notifications_unread_idx on notifications (user_id) where read_at is null;
create index notifications_old_idx on notifications (read_at) where read_at is not null;
create index notifications_room_idx on notifications (room_id) where room_id is not null;
create index notifications_comment_idx on notifications (comment_id) where comment_id is not null;

-- Only what differs from the defaults, which stand in the code.
create table notification_preferences (
  user_id uuid not null constraint notification_preferences_user_fkey references users on delete cascade,
  kind text not null constraint notification_preferences_kind_check check (kind ~ '^[a-z_]{1,40}$'),
  in_app boolean not null,
  mail boolean not null,
  constraint notification_preferences_pkey primary key (user_id, kind)
);

do $$
declare t text;
begin
  foreach t in array array['collaboration_rooms', 'room_participants', 'room_guests', 'room_invites',
    'collaboration_comments', 'comment_mentions', 'room_activity', 'room_ratings', 'notifications',
    'notification_preferences'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['collaboration_rooms', 'room_participants', 'room_guests', 'room_invites',
    'collaboration_comments', 'comment_mentions', 'room_activity', 'room_ratings', 'notifications'] loop
    execute format('grant select on %I to app_rw', t);
    execute format('grant select, insert, update, delete on %I to app_worker', t);
    execute format('create policy %I on %I for all to app_worker using (true) with check (true)', t || '_worker', t);
  end loop;
  foreach t in array array['collaboration_rooms', 'room_participants', 'room_guests', 'collaboration_comments',
    'comment_mentions', 'room_activity'] loop
    execute format('create policy %I on %I for select to app_rw using (project_id in (select app.visible_projects()))',
      t || '_see', t);
  end loop;
end $$;

-- Rooms are made and managed from within the org that owns the project; which of its people own a room, the server knows.
grant insert on collaboration_rooms to app_rw;
grant update (name, expires_at, is_active) on collaboration_rooms to app_rw;
create policy collaboration_rooms_add on collaboration_rooms for insert to app_rw
  with check (org_id = app.org_id() and app.may_write() and owner_id = app.user_id());
create policy collaboration_rooms_change on collaboration_rooms for update to app_rw
  using (org_id = app.org_id() and app.may_write()) with check (org_id = app.org_id() and app.may_write());

-- People add themselves, never with more than the project allows them. Others are changed by those who may write in the
-- org; everyone changes their own row, for their cursor and their name. A role that became too high since counts for no
-- more than the project allows, so a change is not asked about it.
grant insert, delete on room_participants to app_rw;
grant update (role, display_name, last_seen_at, cursor_position) on room_participants to app_rw;
create policy room_participants_add on room_participants for insert to app_rw
  with check (user_id = app.user_id() and project_id in (select app.visible_projects())
    and (role = 'viewer' or project_id in (select app.editable_projects())));
create policy room_participants_change on room_participants for update to app_rw
  using (user_id = app.user_id() or (org_id = app.org_id() and app.may_write()))
  with check (user_id = app.user_id() or (org_id = app.org_id() and app.may_write()));
create policy room_participants_remove on room_participants for delete to app_rw
  using (user_id = app.user_id() or (org_id = app.org_id() and app.may_write()));

grant delete on room_guests to app_rw;
grant update (role, display_name, last_seen_at, cursor_position) on room_guests to app_rw;
create policy room_guests_change on room_guests for update to app_rw
  using (token_hash = app.share_hash() or (org_id = app.org_id() and app.may_write()))
  with check (token_hash = app.share_hash() or (org_id = app.org_id() and app.may_write()));
create policy room_guests_remove on room_guests for delete to app_rw
  using (token_hash = app.share_hash() or (org_id = app.org_id() and app.may_write()));

grant insert on room_invites to app_rw;
grant update (revoked_at) on room_invites to app_rw;
create policy room_invites_see on room_invites for select to app_rw using (org_id = app.org_id() and app.may_write());
create policy room_invites_add on room_invites for insert to app_rw
  with check (org_id = app.org_id() and app.may_write() and invited_by = app.user_id());
create policy room_invites_change on room_invites for update to app_rw
  using (org_id = app.org_id() and app.may_write()) with check (org_id = app.org_id() and app.may_write());

grant insert, delete on collaboration_comments to app_rw;
grant update (content, is_resolved, resolved_by, updated_at) on collaboration_comments to app_rw;
create policy collaboration_comments_add on collaboration_comments for insert to app_rw
  with check (project_id in (select app.editable_projects()) and (user_id = app.user_id() or (user_id is null
    and guest_id in (select g.guest_id from room_guests g where g.token_hash = app.share_hash()))));
create policy collaboration_comments_change on collaboration_comments for update to app_rw
  using (project_id in (select app.editable_projects())) with check (project_id in (select app.editable_projects()));
create policy collaboration_comments_remove on collaboration_comments for delete to app_rw
  using (project_id in (select app.editable_projects()));

grant insert, delete on comment_mentions to app_rw;
create policy comment_mentions_add on comment_mentions for insert to app_rw
  with check (project_id in (select app.editable_projects()));
create policy comment_mentions_remove on comment_mentions for delete to app_rw
  using (project_id in (select app.editable_projects()));

-- Everyone sees what they said themselves. The summary is counted as `app_worker`.
grant insert on room_ratings to app_rw;
grant update (stars, note, created_at) on room_ratings to app_rw;
create policy room_ratings_own on room_ratings for select to app_rw using (user_id = app.user_id());
create policy room_ratings_add on room_ratings for insert to app_rw
  with check (user_id = app.user_id() and project_id in (select app.visible_projects()));
create policy room_ratings_change on room_ratings for update to app_rw
  using (user_id = app.user_id()) with check (user_id = app.user_id());

grant update (read_at) on notifications to app_rw;
create policy notifications_own on notifications for select to app_rw using (user_id = app.user_id());
create policy notifications_read on notifications for update to app_rw
  using (user_id = app.user_id()) with check (user_id = app.user_id());

grant select, insert on notification_preferences to app_rw;
grant update (in_app, mail) on notification_preferences to app_rw;
grant select on notification_preferences to app_worker;
create policy notification_preferences_own on notification_preferences for select to app_rw
  using (user_id = app.user_id());
create policy notification_preferences_add on notification_preferences for insert to app_rw
  with check (user_id = app.user_id());
create policy notification_preferences_change on notification_preferences for update to app_rw
  using (user_id = app.user_id()) with check (user_id = app.user_id());
create policy notification_preferences_worker on notification_preferences for select to app_worker using (true);

-- The shape that the first requirement document gave to versions of a room. They are the project's own, numbered from 1
-- for each project and so for each of its rooms. Bytes are named by their hash. It answers as whoever asks.
create schema if not exists compat;
create view compat.collaboration_versions with (security_invoker = true) as
select
  v.version_id as id,
  r.room_id,
  v.number::integer as version_number,
  (select coalesce(jsonb_agg(jsonb_build_object('fileId', f.file_id, 'path', f.path, 'hash', f.blob_hash,
      'sizeBytes', f.size_bytes, 'isBinary', f.is_binary) order by f.path collate "C"), '[]'::jsonb)
   from version_files f where f.version_id = v.version_id) as snapshot,
  v.created_by,
  v.created_at,
  v.message as commit_message
from collaboration_rooms r
join versions v on v.project_id = r.project_id and v.org_id = r.org_id;

grant usage on schema compat to app_rw, app_worker;
grant select on compat.collaboration_versions to app_rw, app_worker;
