-- Whoever made an org, for the limit on how many one person makes. Personal orgs and those of before have nobody here.
alter table orgs add column created_by uuid constraint orgs_created_by_fkey references users on delete set null;
create index orgs_created_by_idx on orgs (created_by) where created_by is not null;

-- Invitations into an org. The link's secret goes out by mail and is kept as a hash only; by itself it opens nothing,
-- because the account that accepts must have confirmed the address that was invited.
create table org_invites (
  invite_id uuid constraint org_invites_pkey primary key,
  org_id uuid not null constraint org_invites_org_fkey references orgs on delete cascade,
  email citext not null constraint org_invites_email_check check (length(email::text) between 3 and 254),
  role text not null constraint org_invites_role_check check (role in ('viewer', 'member', 'admin', 'owner')),
  -- SHA-256 of the secret.
  secret_hash bytea not null constraint org_invites_secret_hash_key unique,
  invited_by uuid not null constraint org_invites_invited_by_fkey references users on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);

-- Inviting an address again takes the earlier invitation back first, so two links never lead into one org.
create unique index org_invites_open_key on org_invites (org_id, email)
  where accepted_at is null and revoked_at is null;
create index org_invites_invited_by_idx on org_invites (invited_by);

alter table org_invites enable row level security;
alter table org_invites force row level security;
grant select, insert on org_invites to app_rw;
grant update (revoked_at) on org_invites to app_rw;
grant select on org_invites to app_auth;
grant update (accepted_at) on org_invites to app_auth;
grant select, delete on org_invites to app_worker;
-- An invitation holds an address, so only those who manage the org see it.
create policy org_invites_see on org_invites for select to app_rw using (org_id = app.org_id() and app.may_manage());
create policy org_invites_add on org_invites for insert to app_rw
  with check (org_id = app.org_id() and app.may_manage() and invited_by = app.user_id()
    and (role <> 'owner' or app.org_role() = 'owner'));
create policy org_invites_revoke on org_invites for update to app_rw
  using (org_id = app.org_id() and app.may_manage()) with check (org_id = app.org_id() and app.may_manage());
-- Whoever opens the link is not in the org yet.
create policy org_invites_auth on org_invites for all to app_auth using (true) with check (true);
create policy org_invites_worker on org_invites for all to app_worker using (true) with check (true);

-- The invitations that still work. One of them dies with the right of whoever sent it: a manager who was sent away must
-- not come back through a second mailbox.
create function app.open_invites(at timestamptz) returns setof org_invites language sql stable as $$
  select i.* from org_invites i
  join org_members m on (m.org_id, m.user_id) = (i.org_id, i.invited_by)
  where i.accepted_at is null and i.revoked_at is null and i.expires_at > at
    and (m.role = 'owner' or (m.role = 'admin' and i.role <> 'owner'))
$$;
grant execute on function app.open_invites(timestamptz) to app_rw, app_auth, app_worker;

-- What members of the caller's org are called, and nothing else about them. A policy on `users` would show whole rows,
-- address and password hash included, so the function looks with the rights of `app_auth` and hands out three columns.
-- It must not belong to the owner of the tables: forced policies bind that one too, and none is written for it.
create function app.people_of_org() returns table (user_id uuid, display_name text, username text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.user_id, u.display_name, u.username::text
  from public.org_members m join public.users u on u.user_id = m.user_id
  where m.org_id = app.org_id()
    and exists (select from public.org_members me where me.org_id = app.org_id() and me.user_id = app.user_id())
$$;
do $$
declare is_superuser boolean := (select rolsuper from pg_roles where rolname = current_user);
begin
  -- Only members of a role, and superusers, may hand something over to it.
  if not is_superuser then grant app_auth to current_user; end if;
  grant create on schema app to app_auth;
  alter function app.people_of_org() owner to app_auth;
  revoke create on schema app from app_auth;
  if not is_superuser then revoke app_auth from current_user; end if;
end $$;
