//! The rules of the marketplace, in the order in which they apply.
use std::time::Duration;

use async_trait::async_trait;
use db::Db;
use kernel::{Caller, Fault, ListingId, ProjectId, SignedIn};
use market_contract::{
    Browse, Category, Listing, ListingKind, MAX_COUNTED, Market, MarketError, PAGE_SIZE, Shelf, SiteMapEntry,
    TemplateFile,
};
use projects_contract::{NewFile, Project};
use uuid::Uuid;

use crate::{
    Deps, cursor, examples, preview,
    preview::PreviewFile,
    rules::{self, Order},
    search,
    store::{self, Claim, Found, ListingRow},
};

/// Most listings for measurements.
const MAX_BENCH: u32 = 1_000_000;
/// How often and how long a second click waits for the project of the first: three seconds in all, which is what opening
/// a template may take.
const WAITS: u32 = 20;
const WAIT: Duration = Duration::from_millis(150);
/// Longest address of a file that is looked for.
const MAX_PATH_CHARS: usize = 400;

/// The marketplace over Postgres.
pub struct MarketService {
    deps: Deps,
}

impl MarketService {
    pub(crate) const fn new(deps: Deps) -> Self {
        Self { deps }
    }

    const fn db(&self) -> &Db {
        &self.deps.db
    }

    /// One file of the preview of an approved listing, for the host that serves what people made. `address` is the path
    /// of the request; a folder means its `index.html`. `None` when there is no such file or the listing is not public.
    pub async fn preview_file(&self, listing: ListingId, address: &str) -> Result<Option<PreviewFile>, MarketError> {
        let path = preview::path_of(address);
        if path.len() > MAX_PATH_CHARS || path.contains('\0') {
            return Ok(None);
        }
        let text = store::preview_file(self.db().public(), listing, &path).await?;
        Ok(text.map(|text| PreviewFile { text, content_type: preview::content_type(&path) }))
    }

    /// The page as typed or, when nothing at all matches, as it was probably meant.
    async fn find(&self, ask: &Browse, order: Order) -> Result<(Found, Option<String>), MarketError> {
        let after = cursor::read(ask, order)?;
        let words = search::words(&ask.query);
        let public = self.db().public();
        let found = store::browse(public, ask, order, &words, after.as_ref()).await?;
        if words.is_empty() || found.counted != Some(0) {
            return Ok((found, None));
        }
        let near = store::near_words(public, &words).await?;
        let Some(groups) = search::corrected(&words, &near) else { return Ok((found, None)) };
        let meant = store::browse(public, ask, order, &groups, after.as_ref()).await?;
        let corrected = (meant.counted != Some(0)).then(|| search::spoken(&groups));
        Ok((meant, corrected))
    }

    /// A listing as everyone sees it or, failing that, as this caller does. Nearly all questions end with the first.
    async fn seen(&self, by: &Caller, kind: ListingKind, slug: &str) -> Result<Option<ListingRow>, MarketError> {
        let mut public = self.db().public().acquire().await.map_err(Fault::from)?;
        let found = store::listing(&mut public, kind, slug).await?;
        drop(public);
        if found.is_some() || by.signed_in().is_none() {
            return Ok(found);
        }
        let mut tx = self.db().begin(by).await?;
        Ok(store::listing(&mut tx, kind, slug).await?)
    }
}

#[async_trait]
impl Market for MarketService {
    async fn browse(&self, by: &Caller, ask: Browse) -> Result<Shelf, MarketError> {
        let ask = rules::tidy(ask)?;
        let order = rules::order(&ask);
        let (Found { mut cards, counts, counted }, corrected) = self.find(&ask, order).await?;

        let more = cards.len() > PAGE_SIZE;
        cards.truncate(PAGE_SIZE);
        let next = cards.last().filter(|_| more).map(|(_, place)| cursor::write(place, order, &ask));
        let (free, paid) = counts.prices(ask.kind, ask.category.as_deref());
        let known = counted.unwrap_or(if rules::only_free(&ask) { free } else { free + paid });
        // A search looks at the most used 500; a filter counts one more, to know that there are more.
        let total_is_bound = counted.is_some_and(|n| n > MAX_COUNTED || (order == Order::Score && n == MAX_COUNTED));
        let unpublished = match by.signed_in() {
            Some(_) if ask.after.is_none() => {
                let mut tx = self.db().begin(by).await?;
                store::unpublished(&mut tx, &ask).await?
            }
            _ => Vec::new(),
        };
        Ok(Shelf {
            items: cards.into_iter().map(|(card, _)| card).collect(),
            next,
            total: if total_is_bound { MAX_COUNTED } else { known },
            total_is_bound,
            corrected,
            kinds: counts.kinds(),
            categories: counts.categories(ask.kind),
            free,
            paid,
            unpublished,
            canonical: format!("{}{}", self.deps.public_url, rules::list_path(ask.kind, ask.category.as_deref())),
        })
    }

    async fn listing(&self, by: &Caller, kind: ListingKind, slug: &str) -> Result<Listing, MarketError> {
        let row = self.seen(by, kind, &rules::plain(slug)).await?.ok_or(MarketError::NotFound)?;
        let preview_origin = row.has_preview.then(|| (self.deps.preview_origin)(row.card.id));
        let canonical = format!("{}{}", self.deps.public_url, rules::listing_path(row.card.kind, &row.card.slug));
        Ok(Listing {
            card: row.card,
            category_name: row.category_name,
            description_html: row.description_html,
            made_from: row.made_from,
            tags: row.tags,
            capabilities: row.capabilities,
            license: row.license,
            version: row.version,
            support_url: row.support_url,
            demo_url: row.demo_url,
            files: row.files,
            preview_origin,
            updated_at: row.updated_at,
            canonical,
        })
    }

    async fn file(&self, by: &Caller, listing: ListingId, path: &str) -> Result<String, MarketError> {
        if path.len() > MAX_PATH_CHARS || path.contains('\0') {
            return Err(MarketError::NotFound);
        }
        let mut tx = self.db().begin(by).await?;
        store::file(&mut tx, listing, path).await?.ok_or(MarketError::NotFound)
    }

    async fn files(&self, by: &Caller, listing: ListingId) -> Result<Vec<TemplateFile>, MarketError> {
        let mut tx = self.db().begin(by).await?;
        store::listing_by_id(&mut tx, listing).await?.ok_or(MarketError::NotFound)?;
        Ok(store::files(&mut tx, listing).await?)
    }

    async fn use_template(&self, by: &Caller, listing: ListingId) -> Result<Project, MarketError> {
        let who = *by.signed_in().ok_or(MarketError::SignInFirst)?;
        let mut tx = self.db().begin(by).await?;
        let (kind, name, summary, price_cents) =
            store::listing_by_id(&mut tx, listing).await?.ok_or(MarketError::NotFound)?;
        if kind != ListingKind::Template {
            return Err(MarketError::NotATemplate);
        }
        if price_cents > 0 {
            return Err(MarketError::NotFree);
        }
        let files = store::files(&mut tx, listing).await?;
        if files.is_empty() {
            return Err(MarketError::NotATemplate);
        }
        // Ended before the project is made: that opens a transaction of its own.
        drop(tx);
        let claim = match self.claim(by, &who, listing).await? {
            Ok(claim) => claim,
            Err(made) => return Ok(self.deps.projects.get(by, made).await?),
        };
        let files = files.into_iter().map(|file| NewFile { path: file.path, bytes: file.text.into_bytes() }).collect();
        let made = self.deps.projects.create_from_files(by, &name, &summary, files).await;
        let settled = self.settle(by, claim, listing, made.as_ref().ok().map(|project| project.summary.id)).await;
        if let Err(fault) = settled {
            // The person has their project, or their reason why not; a figure that is one too small is the lesser harm.
            tracing::warn!(listing.id = %listing, error = fault.chain(), "a use of a template was not counted");
        }
        Ok(made?)
    }

    async fn categories(&self, _: &Caller, kind: Option<ListingKind>) -> Result<Vec<Category>, MarketError> {
        Ok(store::categories(self.db().public(), kind).await?)
    }

    async fn site_map(&self) -> Result<Vec<SiteMapEntry>, MarketError> {
        Ok(store::site_map(self.db().public(), &self.deps.public_url).await?)
    }

    async fn load_examples(&self) -> Result<u32, MarketError> {
        let mut tx = self.db().begin_worker().await?;
        let mut added = 0;
        for (position, example) in examples::ALL.iter().enumerate() {
            let id = ListingId::from_uuid(self.deps.clock.new_id());
            // A second apart, so that "newest" keeps the order in which they are written down.
            let published_at = self.deps.clock.now().plus_seconds(-(position as i64));
            if store::insert(&mut tx, &example.listing(id, published_at)).await? {
                added += 1;
            }
        }
        tx.commit().await?;
        Ok(added)
    }

    async fn seed_bench(&self, n: u32) -> Result<(), MarketError> {
        let mut tx = self.db().begin_worker().await?;
        store::seed_bench(&mut tx, n.min(MAX_BENCH), self.deps.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}

impl MarketService {
    /// Finishes a claim with its project, or takes it back.
    async fn settle(
        &self,
        by: &Caller,
        claim: Uuid,
        listing: ListingId,
        project: Option<ProjectId>,
    ) -> Result<(), Fault> {
        let mut tx = self.db().begin(by).await?;
        match project {
            Some(project) => store::finish(&mut tx, claim, project, self.deps.clock.now()).await?,
            None => store::drop_claim(&mut tx, claim).await?,
        }
        tx.commit().await?;
        if project.is_some() {
            let mut tx = self.db().begin_worker().await?;
            store::count(&mut tx, listing).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Claims a template for a person; answers the claim's id, or the project that was made a moment ago. While another
    /// request of the same person is at it, this one waits: it gets that project, or the claim when the other failed.
    async fn claim(
        &self,
        by: &Caller,
        who: &SignedIn,
        listing: ListingId,
    ) -> Result<Result<Uuid, ProjectId>, MarketError> {
        for _ in 0..WAITS {
            let id = self.deps.clock.new_id();
            let mut tx = self.db().begin(by).await?;
            let claim = store::claim(&mut tx, id, listing, who, self.deps.clock.now()).await?;
            tx.commit().await?;
            match claim {
                Claim::Mine => return Ok(Ok(id)),
                Claim::Made(project) => return Ok(Err(project)),
                Claim::Busy => tokio::time::sleep(WAIT).await,
            }
        }
        Err(MarketError::AlreadyStarting)
    }
}
