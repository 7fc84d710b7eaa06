-- The marketplace. `listings` is what creators and operators work on, with every state. `published_listings` holds what
-- everyone may see of the approved ones, kept by triggers: its policy is plain `true`, so full-text and trigram operators,
-- which are not leakproof, may use their indexes under row-level security, and the anonymous list reads one narrow table.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Lower case without accents. `unaccent` is only stable because its dictionary could be changed; we never do.
create function app.plain(words text) returns text language sql immutable strict parallel safe as
$$ select lower(public.unaccent('public.unaccent'::regdictionary, words)) $$;

create function app.is_operator() returns boolean language sql stable as
$$ select coalesce((select u.is_operator from public.users u where u.user_id = app.user_id()), false) $$;

-- Makes a query of which every group must match by at least one of its words, each as the beginning of a word.
-- Words are cut down to letters and digits here, so no text can bring operators along.
create function app.listing_query(groups text[]) returns tsquery language sql stable as $$
  select to_tsquery('english', string_agg('(' || words || ')', ' & '))
  from (
    select string_agg(word || ':*', ' | ') as words
    from unnest(groups) with ordinality as g (alternatives, n),
      unnest(string_to_array(g.alternatives, ' ')) as a (alternative),
      lateral (select regexp_replace(app.plain(a.alternative), '[^[:alnum:]]', '', 'g')) as w (word)
    where word <> ''
    group by g.n
  ) as wanted
$$;

create table listing_categories (
  slug text constraint listing_categories_pkey primary key,
  name text not null constraint listing_categories_name_key unique,
  -- A name from the icon sprite.
  icon text not null,
  position integer not null
);

insert into listing_categories (slug, name, icon, position) values
  ('lists-and-notes', 'Lists and notes', 'kind-todo', 10),
  ('boards', 'Boards', 'kind-kanban', 20),
  ('dashboards', 'Dashboards', 'kind-dashboard', 30),
  ('pages-and-blogs', 'Pages and blogs', 'kind-landing', 40),
  ('shops', 'Shops', 'kind-shop', 50),
  ('forms', 'Forms', 'kind-form', 60),
  ('chat', 'Chat', 'kind-chat', 70),
  ('quizzes', 'Quizzes', 'kind-quiz', 80),
  ('games', 'Games', 'kind-game', 90),
  ('writing', 'Writing', 'edit', 100),
  ('developer-tools', 'Developer tools', 'code', 110),
  ('other', 'Other', 'tag', 120);

create table listings (
  listing_id uuid constraint listings_pkey primary key,
  -- Absent for what belongs to the installation itself, such as the examples.
  org_id uuid constraint listings_org_fkey references orgs on delete cascade,
  created_by uuid constraint listings_created_by_fkey references users on delete set null,
  -- The name that is shown as its maker.
  creator text not null constraint listings_creator_check check (length(creator) between 1 and 60),
  kind text not null constraint listings_kind_check check (kind in ('template', 'plugin', 'prompt', 'model', 'collection')),
  -- Not a word that stands in addresses beside listings.
  slug text not null constraint listings_slug_check
    check (slug ~ '^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$' and slug not in ('files', 'use', 'category')),
  state text not null default 'draft'
    constraint listings_state_check check (state in ('draft', 'submitted', 'approved', 'rejected', 'withdrawn')),
  name text not null constraint listings_name_check check (length(name) between 1 and 80),
  summary text not null constraint listings_summary_check check (length(summary) between 1 and 200),
  -- What the creator wrote, and the sanitised HTML made from it when it was saved.
  description text not null default '' constraint listings_description_check check (length(description) <= 20000),
  description_html text not null default '',
  -- For templates made by the generator: the words that they were made from.
  made_from text constraint listings_made_from_check check (length(made_from) <= 10000),
  category text not null constraint listings_category_fkey references listing_categories on update cascade,
  tags text[] not null default '{}' constraint listings_tags_check check (cardinality(tags) <= 12),
  capabilities text[] not null default '{}' constraint listings_capabilities_check check (cardinality(capabilities) <= 24),
  -- Whole cents, because the payment provider's edge is cents.
  price_cents bigint not null default 0 constraint listings_price_check check (price_cents between 0 and 100000000),
  license text not null constraint listings_license_check check (length(license) between 1 and 100),
  version text not null constraint listings_version_check check (version ~ '^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$'),
  support_url text constraint listings_support_url_check check (support_url ~ '^(https?://|mailto:)' and length(support_url) <= 500),
  demo_url text constraint listings_demo_url_check check (demo_url ~ '^https?://' and length(demo_url) <= 500),
  project_kind text,
  language text,
  accent text not null default 'slate'
    constraint listings_accent_check check (accent in ('copper', 'red', 'amber', 'green', 'teal', 'blue', 'plum', 'slate')),
  file_count integer not null default 0,
  is_example boolean not null default false,
  -- Order among the featured ones; absent when not featured.
  featured_rank integer,
  -- Projects that were started from it here.
  uses bigint not null default 0 constraint listings_uses_check check (uses >= 0),
  rating_mean real,
  rating_count integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  published_at timestamptz,
  constraint listings_slug_key unique (kind, slug),
  constraint listings_rating_check check (
    (rating_count = 0 and rating_mean is null) or (rating_count > 0 and rating_mean between 1 and 5)),
  constraint listings_published_check check (state <> 'approved' or published_at is not null)
);

create index listings_org_idx on listings (org_id, updated_at desc, listing_id desc);
create index listings_created_by_idx on listings (created_by);
create index listings_category_idx on listings (category);
create index listings_unpublished_idx on listings (updated_at desc, listing_id desc) where state <> 'approved';

create table listing_files (
  listing_id uuid not null constraint listing_files_listing_fkey references listings on delete cascade,
  path text not null constraint listing_files_path_check check (length(path) between 1 and 400),
  text text not null constraint listing_files_text_check check (octet_length(text) <= 4194304),
  size_bytes bigint not null generated always as (octet_length(text)) stored,
  constraint listing_files_pkey primary key (listing_id, path)
);

-- The same project in plain JavaScript, which a browser runs as it is: the preview needs no bundler.
create table listing_preview_files (
  listing_id uuid not null constraint listing_preview_files_listing_fkey references listings on delete cascade,
  path text not null constraint listing_preview_files_path_check check (length(path) between 1 and 400),
  text text not null constraint listing_preview_files_text_check check (octet_length(text) <= 4194304),
  constraint listing_preview_files_pkey primary key (listing_id, path)
);

-- Who started which project from what. While a row is not finished it is a claim: a double click finds it and waits for
-- the same project instead of making a second one.
create table listing_uses (
  use_id uuid constraint listing_uses_pkey primary key,
  listing_id uuid not null constraint listing_uses_listing_fkey references listings on delete cascade,
  org_id uuid not null constraint listing_uses_org_fkey references orgs on delete cascade,
  user_id uuid not null constraint listing_uses_user_fkey references users on delete cascade,
  project_id uuid constraint listing_uses_project_fkey references projects on delete set null,
  created_at timestamptz not null,
  finished_at timestamptz
);

create unique index listing_uses_claim_key on listing_uses (user_id, listing_id) where finished_at is null;
create index listing_uses_recent_idx on listing_uses (user_id, listing_id, created_at desc);
create index listing_uses_listing_idx on listing_uses (listing_id);
create index listing_uses_project_idx on listing_uses (project_id);

create table published_listings (
  listing_id uuid constraint published_listings_pkey primary key
    constraint published_listings_listing_fkey references listings on delete cascade,
  kind text not null,
  slug text not null,
  name text not null,
  summary text not null,
  creator text not null,
  price_cents bigint not null,
  category text not null,
  tags text[] not null,
  capabilities text[] not null,
  project_kind text,
  language text,
  accent text not null,
  file_count integer not null,
  is_example boolean not null,
  featured_rank integer,
  uses bigint not null,
  rating_mean real,
  rating_count integer not null,
  published_at timestamptz not null,
  -- For ordering by name and for the exact match that always comes first.
  name_norm text not null,
  search tsvector not null
);

-- One index per order, with and without a kind, so that a page of 24 reads 25 entries wherever it begins.
create index published_listings_newest_idx on published_listings (published_at desc, listing_id desc);
create index published_listings_kind_newest_idx on published_listings (kind, published_at desc, listing_id desc);
create index published_listings_category_newest_idx on published_listings (category, published_at desc, listing_id desc);
create index published_listings_popular_idx on published_listings (uses desc, listing_id desc);
create index published_listings_kind_popular_idx on published_listings (kind, uses desc, listing_id desc);
create index published_listings_price_idx on published_listings (price_cents, listing_id);
create index published_listings_kind_price_idx on published_listings (kind, price_cents, listing_id);
create index published_listings_name_idx on published_listings (name_norm, listing_id);
create index published_listings_kind_name_idx on published_listings (kind, name_norm, listing_id);
create index published_listings_free_idx on published_listings (published_at desc, listing_id desc) where price_cents = 0;
create index published_listings_featured_idx on published_listings (featured_rank, listing_id) where featured_rank is not null;
create index published_listings_search_idx on published_listings using gin (search) with (fastupdate = off);
create index published_listings_tags_idx on published_listings using gin (tags) with (fastupdate = off);
create index published_listings_capabilities_idx on published_listings using gin (capabilities) with (fastupdate = off);

-- How many approved listings there are, so that no page has to count them.
create table listing_counts (
  kind text not null,
  category text not null,
  price_class text not null constraint listing_counts_price_class_check check (price_class in ('free', 'paid')),
  n bigint not null,
  constraint listing_counts_pkey primary key (kind, category, price_class)
);

-- Every word of names, tags and summaries, to find what somebody meant who mistyped it. Words are never taken out: a word
-- that no listing has any more only costs one suggestion that finds nothing.
create table listing_words (
  word text constraint listing_words_pkey primary key
);

create index listing_words_near_idx on listing_words using gist (word gist_trgm_ops);

create function app.publish_listings() returns trigger language plpgsql as $$
begin
  -- Only touched when something visible changes, so that a creator's draft needs no rights on the visible table.
  if tg_op = 'UPDATE' then
    -- Nested, because an insert has no old rows to name.
    if exists (select from old_rows where state = 'approved') then
      delete from published_listings p using new_rows n where p.listing_id = n.listing_id and n.state <> 'approved';
    end if;
  end if;
  if exists (select from new_rows where state = 'approved') then
    insert into published_listings
    select n.listing_id, n.kind, n.slug, n.name, n.summary, n.creator, n.price_cents, n.category, n.tags, n.capabilities,
      n.project_kind, n.language, n.accent, n.file_count, n.is_example, n.featured_rank, n.uses, n.rating_mean,
      n.rating_count, n.published_at, app.plain(n.name),
      setweight(to_tsvector('english', app.plain(n.name)), 'A')
        || setweight(to_tsvector('english', app.plain(array_to_string(n.tags, ' ') || ' ' || n.summary)), 'B')
        || setweight(to_tsvector('english', app.plain(n.category || ' ' || coalesce(n.project_kind, '') || ' ' || n.creator)), 'C')
        || setweight(to_tsvector('english', app.plain(left(n.description, 1000))), 'D')
    from new_rows n where n.state = 'approved'
    on conflict (listing_id) do update set
      kind = excluded.kind, slug = excluded.slug, name = excluded.name, summary = excluded.summary,
      creator = excluded.creator, price_cents = excluded.price_cents, category = excluded.category,
      tags = excluded.tags, capabilities = excluded.capabilities, project_kind = excluded.project_kind,
      language = excluded.language, accent = excluded.accent, file_count = excluded.file_count,
      is_example = excluded.is_example, featured_rank = excluded.featured_rank, uses = excluded.uses,
      rating_mean = excluded.rating_mean, rating_count = excluded.rating_count,
      published_at = excluded.published_at, name_norm = excluded.name_norm, search = excluded.search;
  end if;
  return null;
end $$;

create trigger listings_publish_added after insert on listings
  referencing new table as new_rows for each statement execute function app.publish_listings();
create trigger listings_publish_changed after update on listings
  referencing old table as old_rows new table as new_rows for each statement execute function app.publish_listings();

create function app.count_published() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into listing_counts as c (kind, category, price_class, n)
    select kind, category, case when price_cents = 0 then 'free' else 'paid' end, count(*)
    from new_rows group by 1, 2, 3 order by 1, 2, 3
    on conflict (kind, category, price_class) do update set n = c.n + excluded.n;
  elsif tg_op = 'DELETE' then
    update listing_counts c set n = c.n - gone.n
    from (select kind, category, case when price_cents = 0 then 'free' else 'paid' end as price_class, count(*) as n
          from old_rows group by 1, 2, 3) gone
    where (c.kind, c.category, c.price_class) = (gone.kind, gone.category, gone.price_class);
  else
    insert into listing_counts as c (kind, category, price_class, n)
    select kind, category, price_class, sum(change) from (
      select kind, category, case when price_cents = 0 then 'free' else 'paid' end as price_class, 1 as change from new_rows
      union all
      select kind, category, case when price_cents = 0 then 'free' else 'paid' end, -1 from old_rows) moved
    group by 1, 2, 3 having sum(change) <> 0 order by 1, 2, 3
    on conflict (kind, category, price_class) do update set n = c.n + excluded.n;
  end if;
  if tg_op <> 'DELETE' then
    insert into listing_words (word)
    select distinct word from new_rows r,
      unnest(tsvector_to_array(to_tsvector('simple', app.plain(
        r.name || ' ' || array_to_string(r.tags, ' ') || ' ' || r.summary || ' ' || r.category)))) as w (word)
    where word ~ '^[a-z]{3,40}$'
    on conflict do nothing;
  end if;
  return null;
end $$;

create trigger published_listings_count_added after insert on published_listings
  referencing new table as new_rows for each statement execute function app.count_published();
create trigger published_listings_count_changed after update on published_listings
  referencing old table as old_rows new table as new_rows for each statement execute function app.count_published();
create trigger published_listings_count_removed after delete on published_listings
  referencing old table as old_rows for each statement execute function app.count_published();

grant execute on all functions in schema app to app_rw, app_auth, app_worker;

do $$
declare t text;
begin
  foreach t in array array['listings', 'listing_files', 'listing_preview_files', 'listing_uses', 'published_listings',
    'listing_counts', 'listing_categories', 'listing_words'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('grant select on %I to app_rw', t);
    execute format('grant select, insert, update, delete on %I to app_worker', t);
    execute format('create policy %I on %I for all to app_worker using (true) with check (true)', t || '_worker', t);
  end loop;
  -- What everyone may see by its nature.
  foreach t in array array['published_listings', 'listing_counts', 'listing_categories', 'listing_words'] loop
    execute format('create policy %I on %I for select to app_rw using (true)', t || '_see', t);
  end loop;
end $$;

-- What is not approved shows itself to its maker, to those who manage the maker's org, and to operators.
create policy listings_see on listings for select to app_rw using (
  state = 'approved'
  or (org_id = (select app.org_id()) and (created_by = (select app.user_id()) or (select app.may_manage())))
  or (select app.is_operator()));
create policy listing_files_see on listing_files for select to app_rw
  using (exists (select from listings l where l.listing_id = listing_files.listing_id));
create policy listing_preview_files_see on listing_preview_files for select to app_rw
  using (exists (select from listings l where l.listing_id = listing_preview_files.listing_id));

grant insert, delete on listing_uses to app_rw;
grant update (project_id, finished_at) on listing_uses to app_rw;
create policy listing_uses_own on listing_uses for select to app_rw using (user_id = app.user_id());
create policy listing_uses_claim on listing_uses for insert to app_rw
  with check (user_id = app.user_id() and org_id = app.org_id());
create policy listing_uses_finish on listing_uses for update to app_rw
  using (user_id = app.user_id()) with check (user_id = app.user_id());
create policy listing_uses_drop on listing_uses for delete to app_rw using (user_id = app.user_id());
