-- What a page of the marketplace reads, put together when it is written and not each time it is read: a card is one text
-- instead of thirteen columns, and a line of the counts is no concatenation any more.
alter table published_listings add column card text not null generated always as (
  kind || E'\x1f' || slug || E'\x1f' || translate(name, E'\x1f', ' ') || E'\x1f' || translate(summary, E'\x1f', ' ')
    || E'\x1f' || translate(creator, E'\x1f', ' ') || E'\x1f' || price_cents::text || E'\x1f' || category || E'\x1f'
    || coalesce(project_kind, '') || E'\x1f' || coalesce(language, '') || E'\x1f' || accent || E'\x1f' || file_count::text
    || E'\x1f' || case when is_example then '1' else '0' end) stored;

alter table listing_counts add column line text not null generated always as (
  kind || E'\t' || category || E'\t' || price_class || E'\t' || n::text) stored;

alter table listing_categories add column line text not null generated always as (
  slug || E'\t' || name || E'\t' || icon) stored;
