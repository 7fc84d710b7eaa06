-- People, their orgs, their sessions. What happens before anyone is signed in runs as `app_auth`, which sees all of
-- this and nothing else; a signed-in person (`app_rw`) sees themselves and their org.
create extension if not exists citext;

create table users (
  user_id uuid constraint users_pkey primary key,
  email citext not null constraint users_email_key unique,
  username citext not null constraint users_username_key unique,
  display_name text not null constraint users_display_name_check check (length(display_name) between 1 and 60),
  -- PHC string. Absent until the first owner chooses a password.
  password_hash text,
  email_confirmed_at timestamptz,
  is_operator boolean not null default false,
  theme text not null default 'system' constraint users_theme_check check (theme in ('system', 'light', 'dark')),
  created_at timestamptz not null,
  last_login_at timestamptz,
  previous_login_at timestamptz
);

create table orgs (
  org_id uuid constraint orgs_pkey primary key,
  slug citext not null constraint orgs_slug_key unique,
  name text not null constraint orgs_name_check check (length(name) between 1 and 80),
  is_personal boolean not null default false,
  created_at timestamptz not null
);

create table org_members (
  org_id uuid not null constraint org_members_org_fkey references orgs on delete cascade,
  user_id uuid not null constraint org_members_user_fkey references users on delete cascade,
  role text not null constraint org_members_role_check check (role in ('viewer', 'member', 'admin', 'owner')),
  created_at timestamptz not null,
  constraint org_members_pkey primary key (org_id, user_id)
);

create index org_members_user_idx on org_members (user_id);

-- An org without an owner could never be managed again.
create function app.keep_an_owner() returns trigger language plpgsql as $$
begin
  if exists (select from orgs where org_id = old.org_id)
     and not exists (select from org_members where org_id = old.org_id and role = 'owner') then
    raise exception 'the last owner of an org cannot leave or step down'
      using errcode = 'check_violation', constraint = 'org_members_last_owner';
  end if;
  return null;
end $$;

create constraint trigger org_members_last_owner after update or delete on org_members
  deferrable initially deferred for each row when (old.role = 'owner') execute function app.keep_an_owner();

create table sessions (
  session_id uuid constraint sessions_pkey primary key,
  user_id uuid not null constraint sessions_user_fkey references users on delete cascade,
  -- The org that the person acts for.
  org_id uuid not null constraint sessions_org_fkey references orgs on delete cascade,
  kind text not null constraint sessions_kind_check check (kind in ('browser', 'token')),
  -- SHA-256 of the cookie. Absent for tokens, which are signed and name the session.
  secret_hash bytea constraint sessions_secret_hash_key unique,
  user_agent text not null default '',
  address text not null default '',
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);

create index sessions_user_idx on sessions (user_id, last_seen_at desc);

-- Single-use links: confirm an address, reset a password, change an address, sign the first owner in.
create table email_links (
  secret_hash bytea constraint email_links_pkey primary key,
  user_id uuid not null constraint email_links_user_fkey references users on delete cascade,
  purpose text not null
    constraint email_links_purpose_check check (purpose in ('confirm', 'reset', 'change', 'owner')),
  -- The address that the link proves.
  email citext not null,
  next text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create index email_links_user_idx on email_links (user_id);

-- Counts tries per account and per address in windows of fixed length.
create table auth_throttles (
  key text constraint auth_throttles_pkey primary key,
  window_start timestamptz not null,
  tries integer not null
);

alter table users enable row level security;
alter table users force row level security;
grant select on users to app_rw;
grant update (display_name, username, theme) on users to app_rw;
grant select, insert, update on users to app_auth;
grant select on users to app_worker;
create policy users_self on users for select to app_rw using (user_id = app.user_id());
create policy users_change_self on users for update to app_rw
  using (user_id = app.user_id()) with check (user_id = app.user_id());
create policy users_auth on users for all to app_auth using (true) with check (true);
create policy users_worker on users for select to app_worker using (true);

alter table orgs enable row level security;
alter table orgs force row level security;
grant select on orgs to app_rw, app_worker;
grant update (name, slug) on orgs to app_rw;
grant select, insert on orgs to app_auth;
create policy orgs_members on orgs for select to app_rw
  using (org_id = app.org_id() or org_id in (select m.org_id from org_members m where m.user_id = app.user_id()));
create policy orgs_manage on orgs for update to app_rw
  using (org_id = app.org_id() and app.may_manage()) with check (org_id = app.org_id() and app.may_manage());
create policy orgs_auth on orgs for all to app_auth using (true) with check (true);
create policy orgs_worker on orgs for select to app_worker using (true);

alter table org_members enable row level security;
alter table org_members force row level security;
grant select, insert, update, delete on org_members to app_rw;
grant select, insert on org_members to app_auth;
grant select on org_members to app_worker;
create policy org_members_see on org_members for select to app_rw
  using (user_id = app.user_id() or org_id = app.org_id());
create policy org_members_add on org_members for insert to app_rw
  with check (org_id = app.org_id() and app.may_manage() and (role <> 'owner' or app.org_role() = 'owner'));
create policy org_members_change on org_members for update to app_rw
  using (org_id = app.org_id() and app.may_manage() and (role <> 'owner' or app.org_role() = 'owner'))
  with check (org_id = app.org_id() and app.may_manage() and (role <> 'owner' or app.org_role() = 'owner'));
create policy org_members_remove on org_members for delete to app_rw
  using (org_id = app.org_id()
    and (user_id = app.user_id() or (app.may_manage() and (role <> 'owner' or app.org_role() = 'owner'))));
create policy org_members_auth on org_members for all to app_auth using (true) with check (true);
create policy org_members_worker on org_members for select to app_worker using (true);

alter table sessions enable row level security;
alter table sessions force row level security;
grant select on sessions to app_rw, app_worker;
grant update (ended_at) on sessions to app_rw;
grant select, insert, update on sessions to app_auth;
grant delete on sessions to app_worker;
create policy sessions_own on sessions for select to app_rw using (user_id = app.user_id());
create policy sessions_end_own on sessions for update to app_rw
  using (user_id = app.user_id()) with check (user_id = app.user_id());
create policy sessions_auth on sessions for all to app_auth using (true) with check (true);
create policy sessions_worker on sessions for all to app_worker using (true);

alter table email_links enable row level security;
alter table email_links force row level security;
grant select, insert, update on email_links to app_auth;
grant select, delete on email_links to app_worker;
create policy email_links_auth on email_links for all to app_auth using (true) with check (true);
create policy email_links_worker on email_links for all to app_worker using (true);

alter table auth_throttles enable row level security;
alter table auth_throttles force row level security;
grant select, insert, update on auth_throttles to app_auth;
grant select, delete on auth_throttles to app_worker;
create policy auth_throttles_auth on auth_throttles for all to app_auth using (true) with check (true);
create policy auth_throttles_worker on auth_throttles for all to app_worker using (true);
