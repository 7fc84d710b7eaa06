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
  -- Order within the conversation.
  number bigint not null,
  author text not null constraint messages_author_check check (author in ('user', 'assistant')),
  client_id text constraint messages_client_id_check check (length(client_id) between 1 and 100),
  text text not null,
  html text not null default '',
  state text constraint messages_state_check check (state in ('running', 'complete', 'stopped', 'failed')),
  failure text,
  ledger jsonb,
  changes jsonb not null default '[]',
  outcome text constraint messages_outcome_check check (outcome in ('proposed', 'applied', 'rejected', 'undone')),
  -- What takes an applied proposal back: writes with the versions that they expect.
  undo jsonb,
  created_at timestamptz not null,
  constraint messages_number_key unique (conversation_id, number),
  constraint messages_client_id_key unique (conversation_id, client_id),
  constraint messages_conversation_fkey foreign key (conversation_id, project_id, org_id, user_id)
    references conversations (conversation_id, project_id, org_id, user_id) on delete cascade
);

create index messages_user_day_idx on messages (user_id, created_at) where author = 'user';
create index messages_running_idx on messages (created_at) where state = 'running';

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

grant update (title, updated_at) on conversations to app_rw;
grant update (text, html, state, failure, ledger, changes, outcome, undo) on messages to app_rw;
