-- Who is asking, as the policies see it. The server sets these at the start of each transaction from a checked session;
-- a missing setting is null, and null sees nothing.
create schema app;

create function app.user_id() returns uuid language sql stable as
$$ select nullif(current_setting('app.user_id', true), '')::uuid $$;

create function app.org_id() returns uuid language sql stable as
$$ select nullif(current_setting('app.org_id', true), '')::uuid $$;

create function app.org_role() returns text language sql stable as
$$ select nullif(current_setting('app.org_role', true), '') $$;

-- SHA-256 of a share link's secret, in hex. The secret itself never reaches the database.
create function app.share_hash() returns text language sql stable as
$$ select nullif(current_setting('app.share_hash', true), '') $$;

create function app.may_write() returns boolean language sql stable as
$$ select coalesce(app.org_role() in ('member', 'admin', 'owner'), false) $$;

create function app.may_manage() returns boolean language sql stable as
$$ select coalesce(app.org_role() in ('admin', 'owner'), false) $$;

grant usage on schema app to app_rw, app_auth, app_worker;
grant usage on schema public to app_rw, app_auth, app_worker;
grant execute on all functions in schema app to app_rw, app_auth, app_worker;
