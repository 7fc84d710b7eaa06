-- Text that several people edit at once. A keystroke must not write the whole text: `files.version` moves on with each
-- stored batch, `files.content` stays behind as a snapshot, and the batches between the two are the rest.
alter table files add column content_version bigint;
update files set content_version = version;
alter table files alter column content_version set not null;
alter table files alter column content_version set default 1;
alter table files add constraint files_content_version_check check (content_version <= version);
-- The editors whose changes are in the snapshot, so that a change which arrives again is known.
alter table files add column live_sessions jsonb;

create table file_batches (
  file_id uuid not null,
  project_id uuid not null,
  org_id uuid not null,
  -- The version before the batch and the one after it. Together with the primary key this is the last fence against two
  -- writers: nobody can store another change of the same version.
  from_version bigint not null,
  to_version bigint not null,
  -- Which owner of the document wrote it; one process owns all of them for now.
  epoch bigint not null,
  -- Changes as `doc` packs them.
  entries bytea not null,
  created_at timestamptz not null,
  constraint file_batches_pkey primary key (file_id, from_version),
  constraint file_batches_versions_check check (to_version > from_version),
  constraint file_batches_file_fkey foreign key (file_id, project_id, org_id)
    references files (file_id, project_id, org_id) on delete cascade
);

-- The retention job asks for old ones across all projects.
create index file_batches_created_idx on file_batches (created_at);

alter table file_batches enable row level security;
alter table file_batches force row level security;
create policy file_batches_see on file_batches for select to app_rw
  using (project_id in (select app.visible_projects()));
create policy file_batches_worker on file_batches for all to app_worker using (true) with check (true);
grant select on file_batches to app_rw;
grant select, insert, delete on file_batches to app_worker;

-- Snapshots and versions are written by the document, which speaks for several people at once.
grant update (version, content, content_version, live_sessions, size_bytes, updated_at) on files to app_worker;
grant update (content_version, live_sessions) on files to app_rw;
