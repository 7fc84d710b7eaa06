-- Projects, their files and versions. Access follows the project: members of its org, people it was granted to, and
-- holders of a share link. Every row below carries org_id and project_id, tied together by a composite foreign key,
-- so that a row can never name one org's project and another org.
create table projects (
  project_id uuid constraint projects_pkey primary key,
  org_id uuid not null constraint projects_org_fkey references orgs on delete cascade,
  created_by uuid not null constraint projects_created_by_fkey references users,
  name text not null constraint projects_name_check check (length(name) between 1 and 80),
  description text not null constraint projects_description_check check (length(description) <= 10000),
  kind text not null,
  accent text not null,
  plan jsonb,
  state text not null
    constraint projects_state_check check (state in ('planned', 'writing', 'ready', 'failed')),
  generator text not null,
  note text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  trashed_at timestamptz,
  constraint projects_org_key unique (project_id, org_id)
);

create index projects_org_idx on projects (org_id, updated_at desc, project_id desc);
-- Quotas and the hourly limit ask for one person's projects, newest first.
create index projects_creator_idx on projects (created_by, created_at desc);
create index projects_trash_idx on projects (trashed_at) where trashed_at is not null;

create table project_grants (
  project_id uuid not null,
  org_id uuid not null,
  user_id uuid not null constraint project_grants_user_fkey references users on delete cascade,
  role text not null constraint project_grants_role_check check (role in ('viewer', 'editor')),
  granted_by uuid not null,
  created_at timestamptz not null,
  constraint project_grants_pkey primary key (project_id, user_id),
  constraint project_grants_project_fkey foreign key (project_id, org_id)
    references projects (project_id, org_id) on delete cascade
);

create index project_grants_user_idx on project_grants (user_id);

create table share_links (
  -- SHA-256 of the link's secret, in hex.
  token_hash text constraint share_links_pkey primary key,
  project_id uuid not null,
  org_id uuid not null,
  role text not null constraint share_links_role_check check (role in ('viewer', 'editor')),
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint share_links_project_fkey foreign key (project_id, org_id)
    references projects (project_id, org_id) on delete cascade
);

create index share_links_project_idx on share_links (project_id);

alter table projects enable row level security;
alter table projects force row level security;
alter table project_grants enable row level security;
alter table project_grants force row level security;
alter table share_links enable row level security;
alter table share_links force row level security;

create policy project_grants_see on project_grants for select to app_rw
  using (user_id = app.user_id() or org_id = app.org_id());
create policy project_grants_add on project_grants for insert to app_rw
  with check (org_id = app.org_id() and app.may_write());
create policy project_grants_change on project_grants for update to app_rw
  using (org_id = app.org_id() and app.may_write()) with check (org_id = app.org_id() and app.may_write());
create policy project_grants_remove on project_grants for delete to app_rw
  using (user_id = app.user_id() or (org_id = app.org_id() and app.may_write()));
create policy project_grants_worker on project_grants for select to app_worker using (true);

create policy share_links_see on share_links for select to app_rw
  using (token_hash = app.share_hash() or org_id = app.org_id());
create policy share_links_add on share_links for insert to app_rw
  with check (org_id = app.org_id() and app.may_write());
create policy share_links_change on share_links for update to app_rw
  using (org_id = app.org_id() and app.may_write()) with check (org_id = app.org_id() and app.may_write());
create policy share_links_remove on share_links for delete to app_rw using (org_id = app.org_id() and app.may_write());
create policy share_links_worker on share_links for select to app_worker using (true);

-- Reached through grants and links alone, without reading `projects`, so that its policy can use them.
create function app.granted_projects() returns setof uuid language sql stable as $$
  select project_id from project_grants where user_id = app.user_id()
  union all
  select project_id from share_links
  where token_hash = app.share_hash() and revoked_at is null and (expires_at is null or expires_at > now())
$$;

create function app.granted_to_edit() returns setof uuid language sql stable as $$
  select project_id from project_grants where user_id = app.user_id() and role = 'editor'
  union all
  select project_id from share_links
  where token_hash = app.share_hash() and role = 'editor' and revoked_at is null
    and (expires_at is null or expires_at > now())
$$;

create function app.visible_projects() returns setof uuid language sql stable as $$
  select project_id from projects where org_id = app.org_id()
  union all select app.granted_projects()
$$;

create function app.editable_projects() returns setof uuid language sql stable as $$
  select project_id from projects where org_id = app.org_id() and app.may_write()
  union all select app.granted_to_edit()
$$;

grant execute on all functions in schema app to app_rw, app_auth, app_worker;

create policy projects_see on projects for select to app_rw
  using (org_id = app.org_id() or project_id in (select app.granted_projects()));
create policy projects_add on projects for insert to app_rw
  with check (org_id = app.org_id() and app.may_write() and created_by = app.user_id());
create policy projects_change on projects for update to app_rw
  using ((org_id = app.org_id() and app.may_write()) or project_id in (select app.granted_to_edit()))
  with check ((org_id = app.org_id() and app.may_write()) or project_id in (select app.granted_to_edit()));
create policy projects_remove on projects for delete to app_rw
  using (org_id = app.org_id() and (app.may_manage() or created_by = app.user_id()) and app.may_write());
create policy projects_worker on projects for all to app_worker using (true) with check (true);

grant select, insert, delete on projects, project_grants, share_links to app_rw;
-- Never the owner of a project: a guest editor must not be able to move it to another org.
grant update (name, description, kind, accent, plan, state, generator, note, updated_at, trashed_at) on projects to app_rw;
grant update (role) on project_grants to app_rw;
grant update (expires_at, revoked_at) on share_links to app_rw;
grant select on project_grants, share_links to app_worker;
grant select, update, delete on projects to app_worker;

create table files (
  file_id uuid constraint files_pkey primary key,
  project_id uuid not null,
  org_id uuid not null,
  path text not null constraint files_path_check check (length(path) between 1 and 400),
  version bigint not null constraint files_version_check check (version >= 1),
  -- Exactly one of the two: text lives here, other bytes in the blob store.
  content text,
  blob_hash text,
  size_bytes bigint not null constraint files_size_check check (size_bytes between 0 and 4194304),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  trashed_at timestamptz,
  constraint files_one_body_check check ((content is null) <> (blob_hash is null)),
  constraint files_project_fkey foreign key (project_id, org_id)
    references projects (project_id, org_id) on delete cascade,
  constraint files_project_key unique (file_id, project_id, org_id)
);

create unique index files_path_key on files (project_id, path) where trashed_at is null;
-- The sweep asks across all projects.
create index files_purge_idx on files (trashed_at) where trashed_at is not null;
create index files_trash_idx on files (project_id, trashed_at desc) where trashed_at is not null;

-- Each write to a text file, with what takes it back: undo and merging of late edits read it.
create table file_ops (
  file_id uuid not null,
  project_id uuid not null,
  org_id uuid not null,
  -- The version that this write made.
  version bigint not null,
  by_user uuid,
  edits jsonb not null,
  inverse jsonb not null,
  created_at timestamptz not null,
  constraint file_ops_pkey primary key (file_id, version),
  constraint file_ops_file_fkey foreign key (file_id, project_id, org_id)
    references files (file_id, project_id, org_id) on delete cascade
);

create table versions (
  version_id uuid constraint versions_pkey primary key,
  project_id uuid not null,
  org_id uuid not null,
  number bigint not null,
  message text constraint versions_message_check check (length(message) between 1 and 200),
  origin text not null constraint versions_origin_check
    check (origin in ('generated', 'checkpoint', 'restore', 'automatic', 'import', 'assistant')),
  created_by uuid,
  -- The name at that time; people may leave.
  by_name text not null,
  created_at timestamptz not null,
  file_count integer not null,
  constraint versions_number_key unique (project_id, number),
  constraint versions_project_key unique (version_id, project_id, org_id),
  constraint versions_project_fkey foreign key (project_id, org_id)
    references projects (project_id, org_id) on delete cascade
);

create table version_files (
  version_id uuid not null,
  file_id uuid not null,
  project_id uuid not null,
  org_id uuid not null,
  path text not null,
  blob_hash text not null,
  size_bytes bigint not null,
  is_binary boolean not null,
  constraint version_files_pkey primary key (version_id, file_id),
  constraint version_files_version_fkey foreign key (version_id, project_id, org_id)
    references versions (version_id, project_id, org_id) on delete cascade
);

-- A form that was sent twice names the same key twice; the second time answers the first project. Kept for a day.
create table project_request_keys (
  user_id uuid not null constraint project_request_keys_user_fkey references users on delete cascade,
  key text not null constraint project_request_keys_key_check check (length(key) between 1 and 200),
  project_id uuid not null,
  org_id uuid not null,
  created_at timestamptz not null,
  constraint project_request_keys_pkey primary key (org_id, user_id, key),
  constraint project_request_keys_project_fkey foreign key (project_id, org_id)
    references projects (project_id, org_id) on delete cascade
);

create index project_request_keys_created_idx on project_request_keys (created_at);

-- A visitor's words, until they have an account. Only the secret in their cookie finds them.
create table prompt_drafts (
  secret_hash bytea constraint prompt_drafts_pkey primary key,
  description text not null constraint prompt_drafts_description_check check (length(description) between 1 and 10000),
  created_at timestamptz not null,
  expires_at timestamptz not null
);

do $$
declare t text;
begin
  foreach t in array array['files', 'file_ops', 'versions', 'version_files', 'project_request_keys', 'prompt_drafts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  foreach t in array array['files', 'file_ops', 'versions', 'version_files'] loop
    execute format('grant select, insert, delete on %I to app_rw', t);
    execute format('grant select, delete on %I to app_worker', t);
    execute format('create policy %I on %I for select to app_rw using (project_id in (select app.visible_projects()))',
      t || '_see', t);
    execute format('create policy %I on %I for insert to app_rw with check (project_id in (select app.editable_projects()))',
      t || '_add', t);
    execute format('create policy %I on %I for delete to app_rw using (project_id in (select app.editable_projects()))',
      t || '_remove', t);
    execute format('create policy %I on %I for all to app_worker using (true) with check (true)', t || '_worker', t);
  end loop;
end $$;

create policy files_change on files for update to app_rw
  using (project_id in (select app.editable_projects())) with check (project_id in (select app.editable_projects()));
grant update (path, version, content, blob_hash, size_bytes, updated_at, trashed_at) on files to app_rw;

grant select, insert on project_request_keys to app_rw;
grant select, delete on project_request_keys to app_worker;
create policy project_request_keys_own on project_request_keys for select to app_rw using (user_id = app.user_id());
create policy project_request_keys_add on project_request_keys for insert to app_rw
  with check (user_id = app.user_id() and project_id in (select app.editable_projects()));
create policy project_request_keys_worker on project_request_keys for all to app_worker using (true) with check (true);

grant select, insert, delete on prompt_drafts to app_auth;
grant select, delete on prompt_drafts to app_worker;
create policy prompt_drafts_auth on prompt_drafts for all to app_auth using (true) with check (true);
create policy prompt_drafts_worker on prompt_drafts for all to app_worker using (true);
