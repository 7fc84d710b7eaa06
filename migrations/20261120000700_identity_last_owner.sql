-- Two owners who leave in the same moment each still see the other, and both would be let go. The lock makes the second
-- one wait until the first has left, and then look.
create or replace function app.keep_an_owner() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('owners of org ' || old.org_id::text, 0));
  if exists (select from orgs where org_id = old.org_id)
     and not exists (select from org_members where org_id = old.org_id and role = 'owner') then
    raise exception 'the last owner of an org cannot leave or step down'
      using errcode = 'check_violation', constraint = 'org_members_last_owner';
  end if;
  return null;
end $$;
