-- Background work. Enqueued in the transaction that causes it, taken with `for update skip locked`.
create table jobs (
  job_id uuid constraint jobs_pkey primary key,
  kind text not null constraint jobs_kind_check check (kind ~ '^[a-z][a-z0-9_.]{1,60}$'),
  payload jsonb not null,
  state text not null default 'waiting' constraint jobs_state_check check (state in ('waiting', 'running', 'done', 'dead')),
  run_at timestamptz not null,
  attempts integer not null default 0,
  max_attempts integer not null default 8 constraint jobs_max_attempts_check check (max_attempts between 1 and 50),
  -- A worker that dies leaves this behind; after it another one may take the job.
  locked_until timestamptz,
  last_error text,
  -- Whom the job acts for. Both absent for the system's own work.
  org_id uuid,
  user_id uuid,
  created_at timestamptz not null,
  finished_at timestamptz
);

create index jobs_next_idx on jobs (run_at) where state in ('waiting', 'running');
create index jobs_state_idx on jobs (state, created_at desc, job_id);

alter table jobs enable row level security;
alter table jobs force row level security;
grant insert on jobs to app_rw, app_auth;
grant select, insert, update, delete on jobs to app_worker;
create policy jobs_enqueue on jobs for insert to app_rw with check (user_id = app.user_id() and org_id = app.org_id());
create policy jobs_auth on jobs for insert to app_auth with check (true);
create policy jobs_worker on jobs for all to app_worker using (true) with check (true);

-- Mail is written here first; a job hands it over. Without a mail server it stays readable here.
create table mails (
  mail_id uuid constraint mails_pkey primary key,
  user_id uuid,
  to_address text not null constraint mails_to_address_check check (length(to_address) between 3 and 320),
  subject text not null constraint mails_subject_check check (length(subject) between 1 and 200),
  body text not null constraint mails_body_check check (length(body) <= 20000),
  created_at timestamptz not null,
  sent_at timestamptz
);

create index mails_newest_idx on mails (created_at desc, mail_id desc);

alter table mails enable row level security;
alter table mails force row level security;
grant insert on mails to app_rw, app_auth;
grant select, insert, update, delete on mails to app_worker;
create policy mails_write on mails for insert to app_rw with check (user_id = app.user_id());
create policy mails_auth on mails for insert to app_auth with check (true);
create policy mails_worker on mails for all to app_worker using (true) with check (true);
