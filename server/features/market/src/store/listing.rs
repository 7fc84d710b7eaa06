//! One listing with its files, and what is not approved yet.
use kernel::{Fault, ListingId, Timestamp};
use market_contract::{Browse, FileSize, ListingCard, ListingKind, PAGE_SIZE, SiteMapEntry, TemplateFile};
use sqlx::{PgConnection, PgPool};

use super::browse::rating;
use crate::rules;

/// Most lines of the site map beside the landing page; its format allows 50,000 in all.
const MAX_SITE_MAP: i64 = 49_999;

/// A listing as its page needs it.
#[derive(Debug)]
pub(crate) struct ListingRow {
    pub card: ListingCard,
    pub category_name: String,
    pub description_html: String,
    pub made_from: Option<String>,
    pub tags: Vec<String>,
    pub capabilities: Vec<String>,
    pub license: String,
    pub version: String,
    pub support_url: Option<String>,
    pub demo_url: Option<String>,
    pub files: Vec<FileSize>,
    pub has_preview: bool,
    pub updated_at: Timestamp,
}

/// A listing by its address, when row-level security shows it on this connection.
pub(crate) async fn listing(
    connection: &mut PgConnection,
    kind: ListingKind,
    slug: &str,
) -> Result<Option<ListingRow>, Fault> {
    let row = sqlx::query!(
        r#"select l.listing_id, l.kind, l.slug, l.state, l.name, l.summary, l.creator, l.price_cents, l.category,
             c.name as category_name, l.project_kind, l.language, l.accent, l.file_count, l.is_example, l.uses,
             l.rating_mean, l.rating_count, l.description_html, l.made_from, l.tags, l.capabilities, l.license, l.version,
             l.support_url, l.demo_url,
             (extract(epoch from l.published_at) * 1000000)::bigint as published_at,
             (extract(epoch from l.updated_at) * 1000000)::bigint as "updated_at!",
             array(select f.path from listing_files f where f.listing_id = l.listing_id order by f.path) as "paths!",
             array(select f.size_bytes from listing_files f where f.listing_id = l.listing_id order by f.path) as "sizes!",
             exists(select from listing_preview_files f where f.listing_id = l.listing_id) as "has_preview!"
           from listings l join listing_categories c on c.slug = l.category
           where l.kind = $1 and l.slug = $2"#,
        kind.as_str(),
        slug,
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(ListingRow {
        card: ListingCard {
            id: ListingId::from_uuid(row.listing_id),
            kind: super::kind_of(&row.kind)?,
            slug: row.slug,
            state: super::state_of(&row.state)?,
            name: row.name,
            summary: row.summary,
            creator: row.creator,
            price_cents: row.price_cents,
            category: row.category,
            project_kind: row.project_kind,
            language: row.language,
            accent: row.accent,
            file_count: row.file_count.unsigned_abs(),
            is_example: row.is_example,
            uses: (row.uses > 0).then_some(row.uses.unsigned_abs()),
            rating: rating(row.rating_mean, row.rating_count),
            published_at: row.published_at.map(Timestamp::from_micros),
        },
        category_name: row.category_name,
        description_html: row.description_html,
        made_from: row.made_from,
        tags: row.tags,
        capabilities: row.capabilities,
        license: row.license,
        version: row.version,
        support_url: row.support_url,
        demo_url: row.demo_url,
        files: row
            .paths
            .into_iter()
            .zip(row.sizes)
            .map(|(path, size)| FileSize { path, size_bytes: size.unsigned_abs() })
            .collect(),
        has_preview: row.has_preview,
        updated_at: Timestamp::from_micros(row.updated_at),
    }))
}

/// What is needed to use a listing: kind, name, summary and price in cents.
pub(crate) async fn listing_by_id(
    connection: &mut PgConnection,
    listing: ListingId,
) -> Result<Option<(ListingKind, String, String, i64)>, Fault> {
    let row =
        sqlx::query!("select kind, name, summary, price_cents from listings where listing_id = $1", listing.uuid())
            .fetch_optional(connection)
            .await?;
    row.map(|row| Ok((super::kind_of(&row.kind)?, row.name, row.summary, row.price_cents))).transpose()
}

/// The text of one file of a template.
pub(crate) async fn file(
    connection: &mut PgConnection,
    listing: ListingId,
    path: &str,
) -> Result<Option<String>, Fault> {
    Ok(sqlx::query_scalar!("select text from listing_files where listing_id = $1 and path = $2", listing.uuid(), path)
        .fetch_optional(connection)
        .await?)
}

/// All files of a template, by path.
pub(crate) async fn files(connection: &mut PgConnection, listing: ListingId) -> Result<Vec<TemplateFile>, Fault> {
    Ok(sqlx::query_as!(
        TemplateFile,
        "select path, text from listing_files where listing_id = $1 order by path",
        listing.uuid()
    )
    .fetch_all(connection)
    .await?)
}

/// One file of the preview of an approved listing.
pub(crate) async fn preview_file(public: &PgPool, listing: ListingId, path: &str) -> Result<Option<String>, Fault> {
    Ok(sqlx::query_scalar!(
        "select text from listing_preview_files where listing_id = $1 and path = $2",
        listing.uuid(),
        path
    )
    .fetch_optional(public)
    .await?)
}

/// Listings that are not approved, as far as this caller may see them, last changed first; as many as fit on a page.
pub(crate) async fn unpublished(connection: &mut PgConnection, ask: &Browse) -> Result<Vec<ListingCard>, Fault> {
    let rows = sqlx::query!(
        r#"select listing_id, kind, slug, state, name, summary, creator, price_cents, category, project_kind, language,
             accent, file_count, is_example, uses, rating_mean, rating_count,
             (extract(epoch from published_at) * 1000000)::bigint as published_at
           from listings
           where state <> 'approved' and ($1::text is null or kind = $1) and ($2::text is null or category = $2)
             and position(app.plain($3) in app.plain(name)) > 0
           order by updated_at desc, listing_id desc limit $4"#,
        ask.kind.map(ListingKind::as_str),
        ask.category,
        ask.query.trim(),
        PAGE_SIZE as i64,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ListingCard {
                id: ListingId::from_uuid(row.listing_id),
                kind: super::kind_of(&row.kind)?,
                slug: row.slug,
                state: super::state_of(&row.state)?,
                name: row.name,
                summary: row.summary,
                creator: row.creator,
                price_cents: row.price_cents,
                category: row.category,
                project_kind: row.project_kind,
                language: row.language,
                accent: row.accent,
                file_count: row.file_count.unsigned_abs(),
                is_example: row.is_example,
                uses: (row.uses > 0).then_some(row.uses.unsigned_abs()),
                rating: rating(row.rating_mean, row.rating_count),
                published_at: row.published_at.map(Timestamp::from_micros),
            })
        })
        .collect()
}

/// Addresses of all lists and approved listings below `base`.
pub(crate) async fn site_map(public: &PgPool, base: &str) -> Result<Vec<SiteMapEntry>, Fault> {
    let lists = sqlx::query!("select distinct kind, category from listing_counts where n > 0 order by 1, 2")
        .fetch_all(public)
        .await?;
    let mut entries = vec![entry(base, &rules::list_path(None, None), None)];
    let mut last_kind = None;
    for list in lists {
        let kind = super::kind_of(&list.kind)?;
        if last_kind.replace(kind) != Some(kind) {
            entries.push(entry(base, &rules::list_path(Some(kind), None), None));
        }
        entries.push(entry(base, &rules::list_path(Some(kind), Some(&list.category)), None));
    }
    let room = (MAX_SITE_MAP - entries.len() as i64).max(0);
    // Synthetic listings are no content; they exist for measurements only.
    let rows = sqlx::query!(
        r#"select kind, slug, (extract(epoch from updated_at) * 1000000)::bigint as "updated_at!" from listings
           where state = 'approved' and not (org_id is null and creator = 'bench')
           order by updated_at desc, listing_id desc limit $1"#,
        room
    )
    .fetch_all(public)
    .await?;
    for row in rows {
        let path = rules::listing_path(super::kind_of(&row.kind)?, &row.slug);
        entries.push(entry(base, &path, Some(Timestamp::from_micros(row.updated_at))));
    }
    Ok(entries)
}

fn entry(base: &str, path: &str, updated_at: Option<Timestamp>) -> SiteMapEntry {
    SiteMapEntry { url: format!("{base}{path}"), updated_at }
}
