//! What the system itself writes, as `app_worker`: examples, and listings for measurements.
use kernel::{Fault, ListingId, Timestamp};
use market_contract::ListingKind;
use sqlx::PgConnection;

/// An approved listing that belongs to the installation itself.
#[derive(Debug)]
pub(crate) struct NewListing {
    pub id: ListingId,
    pub kind: ListingKind,
    pub slug: String,
    pub name: String,
    pub summary: String,
    pub creator: String,
    pub description: String,
    pub description_html: String,
    pub made_from: Option<String>,
    pub category: String,
    pub tags: Vec<String>,
    pub capabilities: Vec<String>,
    pub license: String,
    pub version: String,
    pub project_kind: Option<String>,
    pub language: Option<String>,
    pub accent: String,
    pub featured_rank: Option<i32>,
    pub published_at: Timestamp,
    /// Paths and texts of the project.
    pub files: Vec<(String, String)>,
    /// Paths and texts of the variant that a browser runs as it is.
    pub preview_files: Vec<(String, String)>,
}

/// Adds an example with its files. False when its address is taken, and then nothing was written.
pub(crate) async fn insert(tx: &mut PgConnection, new: &NewListing) -> Result<bool, Fault> {
    let added = sqlx::query!(
        "insert into listings (listing_id, kind, slug, state, name, summary, creator, description, description_html,
           made_from, category, tags, capabilities, license, version, project_kind, language, accent, file_count,
           is_example, featured_rank, created_at, updated_at, published_at)
         values ($1, $2, $3, 'approved', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, true, $19,
           to_timestamp($20::float8 / 1e6), to_timestamp($20::float8 / 1e6), to_timestamp($20::float8 / 1e6))
         on conflict on constraint listings_slug_key do nothing",
        new.id.uuid(),
        new.kind.as_str(),
        new.slug,
        new.name,
        new.summary,
        new.creator,
        new.description,
        new.description_html,
        new.made_from,
        new.category,
        &new.tags,
        &new.capabilities,
        new.license,
        new.version,
        new.project_kind,
        new.language,
        new.accent,
        i32::try_from(new.files.len())?,
        new.featured_rank,
        new.published_at.micros() as f64,
    )
    .execute(&mut *tx)
    .await?;
    if added.rows_affected() == 0 {
        return Ok(false);
    }
    let (paths, texts): (Vec<String>, Vec<String>) = new.files.iter().cloned().unzip();
    sqlx::query!(
        "insert into listing_files (listing_id, path, text)
         select $1, path, text from unnest($2::text[], $3::text[]) as f (path, text)",
        new.id.uuid(),
        &paths,
        &texts,
    )
    .execute(&mut *tx)
    .await?;
    let (paths, texts): (Vec<String>, Vec<String>) = new.preview_files.iter().cloned().unzip();
    sqlx::query!(
        "insert into listing_preview_files (listing_id, path, text)
         select $1, path, text from unnest($2::text[], $3::text[]) as f (path, text)",
        new.id.uuid(),
        &paths,
        &texts,
    )
    .execute(&mut *tx)
    .await?;
    Ok(true)
}

/// Replaces all synthetic listings by `n` new ones. The same `n` gives the same listings but for their ids, with the
/// spread of a real market: three in seven templates, a third free, uses falling off steeply.
pub(crate) async fn seed_bench(tx: &mut PgConnection, n: u32, now: Timestamp) -> Result<(), Fault> {
    sqlx::query!("delete from listings where creator = 'bench' and org_id is null").execute(&mut *tx).await?;
    sqlx::query!(
        "insert into listings (listing_id, creator, kind, slug, state, name, summary, description, category, tags,
           capabilities, price_cents, license, version, project_kind, language, accent, featured_rank, uses, created_at,
           updated_at, published_at)
         select gen_random_uuid(), 'bench',
           (array['template', 'template', 'template', 'plugin', 'prompt', 'model', 'collection'])[1 + i % 7],
           'bench-' || i, 'approved',
           initcap((array['amber', 'brisk', 'calm', 'daily', 'early', 'field', 'green', 'harbour', 'inner', 'quiet'])[1 + i % 10]
             || ' ' || (array['reading', 'tool', 'garden', 'kitchen', 'workshop', 'studio', 'tide', 'kiln', 'bridge',
               'letter', 'music', 'trail'])[1 + (i / 10) % 12]
             || ' ' || (array['list', 'board', 'dashboard', 'notes', 'shop', 'quiz', 'journal', 'planner', 'tracker',
               'log'])[1 + (i / 120) % 10]) || ' ' || i,
           'Synthetic listing number ' || i || ' for measurements. It keeps records, sorts them and finds them again.',
           'Made by seed-bench; it cannot be used.',
           (array['lists-and-notes', 'boards', 'dashboards', 'pages-and-blogs', 'shops', 'forms', 'chat', 'quizzes',
             'games', 'writing', 'developer-tools', 'other'])[1 + (i * 7) % 12],
           array['bench', (array['records', 'csv', 'offline', 'canvas', 'markdown', 'keyboard'])[1 + i % 6]],
           array[(array['browser-storage', 'csv-export', 'search', 'dark-mode'])[1 + i % 4]],
           case when i % 3 = 0 then 0 else (i % 40) * 100 + 99 end, 'MIT', '1.0.0',
           (array['landing-page', 'to-do', 'notes', 'kanban', 'dashboard', 'blog', 'portfolio', 'shop', 'form', 'chat',
             'quiz', 'game'])[1 + (i * 7) % 12],
           (array['TypeScript', 'JavaScript'])[1 + i % 2],
           (array['copper', 'red', 'amber', 'green', 'teal', 'blue', 'plum', 'slate'])[1 + i % 8],
           case when i % 400 = 0 then i / 400 end, 5000 / (1 + (i * 7919::bigint) % 997),
           to_timestamp($2::float8 / 1e6), to_timestamp($2::float8 / 1e6),
           to_timestamp($2::float8 / 1e6) - i * interval '1 minute'
         from generate_series(1, $1) as i",
        i32::try_from(n)?,
        now.micros() as f64,
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}
