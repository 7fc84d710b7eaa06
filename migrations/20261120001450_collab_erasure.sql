-- Whoever deletes their account leaves what they said, and nothing that says who said it. Places, mentions and ratings go
-- by their foreign keys; names that were written down at the time, and the keys that would keep the account, are dealt
-- with here, whichever way the row in `users` goes.
create function app.forget_in_rooms() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant text := 'Somebody';
  their_rooms uuid[];
  their_names text[];
begin
  select array_agg(distinct seen.room_id), array_agg(distinct seen.said)
  into their_rooms, their_names
  from (
    select p.room_id, p.display_name as said from public.room_participants p where p.user_id = old.user_id
    union all
    select c.room_id, c.author_name from public.collaboration_comments c where c.user_id = old.user_id
    union all
    select a.room_id, a.actor_name from public.room_activity a where a.user_id = old.user_id
    union all
    select r.room_id, old.display_name from public.collaboration_rooms r where r.owner_id = old.user_id
  ) as seen;

  -- A room goes on with another owner: one of its own, else one who decides in the org. Without either, nobody could
  -- get in any more.
  update public.collaboration_rooms r
  set owner_id = coalesce(
    (select p.user_id from public.room_participants p
     where p.room_id = r.room_id and p.role = 'owner' and p.user_id <> old.user_id
     order by p.joined_at, p.user_id limit 1),
    (select m.user_id from public.org_members m
     where m.org_id = r.org_id and m.role in ('owner', 'admin') and m.user_id <> old.user_id
     order by m.role = 'owner' desc, m.created_at, m.user_id limit 1),
    r.owner_id)
  where r.owner_id = old.user_id;
  delete from public.collaboration_rooms r where r.owner_id = old.user_id;

  update public.collaboration_comments set user_id = null, author_name = nobody where user_id = old.user_id;
  update public.room_activity set user_id = null, actor_name = nobody where user_id = old.user_id;
  -- Some places hold a name alone. A namesake in the same room loses it there, too.
  update public.collaboration_comments set resolved_by = nobody
  where room_id = any (their_rooms) and resolved_by = any (their_names);
  update public.room_activity set detail = jsonb_set(detail, '{subject}', to_jsonb(nobody))
  where room_id = any (their_rooms) and detail ->> 'subject' = any (their_names);
  -- Invitations hold addresses, and notices say in their title who did it.
  delete from public.room_invites
  where invited_by = old.user_id or accepted_by = old.user_id or lower(email::text) = lower(old.email::text);
  delete from public.notifications where actor_id = old.user_id;
  return old;
end $$;

create trigger users_forget_in_rooms before delete on users for each row execute function app.forget_in_rooms();

-- With the rights of the system: the forced policies bind the owner of the tables, and would hide every row from it.
do $$
declare is_superuser boolean := (select rolsuper from pg_roles where rolname = current_user);
begin
  if not is_superuser then grant app_worker to current_user; end if;
  grant create on schema app to app_worker;
  alter function app.forget_in_rooms() owner to app_worker;
  revoke create on schema app from app_worker;
  if not is_superuser then revoke app_worker from current_user; end if;
end $$;
