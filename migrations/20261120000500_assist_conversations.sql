-- Conversations with the assistant. They belong to one person, inside a project that they can see.
create table conversations (
  conversation_id uuid constraint conversations_pkey primary key,
  project_id uuid not null,
  org_id uuid not null,
  user_id uuid not null constraint conversations_user_fkey references users on delete cascade,
  title text not null constraint conversations_title_check check (length(title) between 1 and 120),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint conversations_key unique (conversation_id, project_id, org_id, user_id),
  constraint conversations_project_fkey foreign key (project_id, org_id)
    references projects (project_id, org_id) on delete cascade
);

create index conversations_user_idx on conversations (user_id, updated_at desc, conversation_id desc);

create table messages (
  message_id uuid constraint messages_pkey primary key,
  conversation_id uuid not null,
  project_id uuid not null,
  org_id uuid not null,
  user_id uuid not null,
  -- Order within the conversation. A reply's is its question's plus one.
  number bigint not null,
  author text not null constraint messages_author_check check (author in ('user', 'assistant')),
  client_id text constraint messages_client_id_check check (length(client_id) between 1 and 100),
  text text not null,
  html text not null default '',
  -- The rest is for replies.
  state text constraint messages_state_check check (state in ('running', 'complete', 'stopped', 'failed')),
  -- While it runs: when its process last said that it lives. Two minutes of silence mean that it does not.
  beat_at timestamptz,
  -- Number of the last event that was told of it, so that a late reader knows whether anything is missing.
  last_event bigint,
  failure text,
  failure_code text,
  failure_retryable boolean,
  ledger jsonb,
  -- Proposals: what is shown, and the edits that make the new text out of the old one.
  changes jsonb not null default '[]',
  outcome text constraint messages_outcome_check check (outcome in ('proposed', 'applied', 'rejected', 'undone')),
  -- What takes an applied proposal back: steps with the versions that they expect.
  undo jsonb,
  created_at timestamptz not null,
  constraint messages_number_key unique (conversation_id, number),
  constraint messages_client_id_key unique (conversation_id, client_id),
  constraint messages_state_author_check check ((author = 'assistant') = (state is not null)),
  constraint messages_conversation_fkey foreign key (conversation_id, project_id, org_id, user_id)
    references conversations (conversation_id, project_id, org_id, user_id) on delete cascade
);

create index messages_running_idx on messages (beat_at) where state = 'running';

-- When somebody sent a message. It outlives the message: deleting a conversation does not give the day's limit back.
create table message_sends (
  message_id uuid constraint message_sends_pkey primary key,
  org_id uuid not null constraint message_sends_org_fkey references orgs on delete cascade,
  user_id uuid not null constraint message_sends_user_fkey references users on delete cascade,
  sent_at timestamptz not null
);

create index message_sends_user_idx on message_sends (user_id, sent_at desc);

do $$
declare t text;
begin
  foreach t in array array['conversations', 'messages'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('grant select, insert, delete on %I to app_rw', t);
    execute format('grant select, update, delete on %I to app_worker', t);
    execute format('create policy %I on %I for select to app_rw using (user_id = app.user_id() and project_id in (select app.visible_projects()))', t || '_see', t);
    execute format('create policy %I on %I for insert to app_rw with check (user_id = app.user_id() and project_id in (select app.visible_projects()))', t || '_add', t);
    execute format('create policy %I on %I for update to app_rw using (user_id = app.user_id() and project_id in (select app.visible_projects())) with check (user_id = app.user_id() and project_id in (select app.visible_projects()))', t || '_change', t);
    execute format('create policy %I on %I for delete to app_rw using (user_id = app.user_id())', t || '_remove', t);
    execute format('create policy %I on %I for all to app_worker using (true) with check (true)', t || '_worker', t);
  end loop;
end $$;

alter table message_sends enable row level security;
alter table message_sends force row level security;
grant select, insert, delete on message_sends to app_rw;
create policy message_sends_see on message_sends for select to app_rw using (user_id = app.user_id());
create policy message_sends_add on message_sends for insert to app_rw
  with check (user_id = app.user_id() and org_id = app.org_id());
create policy message_sends_remove on message_sends for delete to app_rw using (user_id = app.user_id());

grant update (title, updated_at) on conversations to app_rw;
-- A person decides about changes; what a reply says is written by the system.
grant update (outcome, undo) on messages to app_rw;
