//! A marketplace in a fresh world, and listings to put there.
use std::sync::Arc;

use axum::{Router, http::Method};
use kernel::{Caller, ListingId};
use market::{Deps, MarketService, feature};
use market_contract::{Browse, ListingCard, Market, Shelf};
use ports::Clock;
use testkit::{Answer, Client, Person, World, world};
use uuid::Uuid;

use crate::projects::FakeProjects;

pub struct Scene {
    pub world: World,
    pub market: Arc<dyn Market>,
    pub concrete: Arc<MarketService>,
    pub projects: Arc<FakeProjects>,
    pub client: Client,
}

pub async fn scene() -> Scene {
    let world = world().await;
    let projects = Arc::new(FakeProjects::new(world.owner.clone()));
    let made = feature(Deps {
        db: world.db.clone(),
        clock: world.clock.clone(),
        projects: projects.clone(),
        preview_origin: Arc::new(|id| format!("http://{id}.localhost:3001")),
        public_url: "https://burnish.example/".into(),
        secure_cookies: true,
    });
    let client = world.client(Router::from(made.routes).merge(made.forms));
    Scene { world, market: made.service, concrete: made.concrete, projects, client }
}

/// A listing with what matters to a story; the rest is usual.
#[derive(Debug, Clone)]
pub struct Offer {
    pub slug: String,
    pub name: String,
    pub summary: String,
    pub kind: &'static str,
    pub state: &'static str,
    pub category: &'static str,
    pub tags: Vec<&'static str>,
    pub capabilities: Vec<&'static str>,
    pub price_cents: i64,
    pub uses: i64,
    pub rating: Option<f32>,
    pub featured_rank: Option<i32>,
    /// Minutes before the world's clock.
    pub age_minutes: i64,
    pub of: Option<Person>,
}

pub fn offer(slug: &str) -> Offer {
    Offer {
        slug: slug.into(),
        name: slug.replace('-', " "),
        summary: "A thing to try.".into(),
        kind: "template",
        state: "approved",
        category: "other",
        tags: vec![],
        capabilities: vec![],
        price_cents: 0,
        uses: 0,
        rating: None,
        featured_rank: None,
        age_minutes: 0,
        of: None,
    }
}

impl Scene {
    /// Writes a listing behind everybody's back.
    pub async fn put(&self, offer: &Offer) -> ListingId {
        let id: Uuid = self.world.clock.new_id();
        let now = self.world.clock.now().micros() as f64;
        let strings = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        sqlx::query(
            "insert into listings (listing_id, org_id, created_by, creator, kind, slug, state, name, summary, category,
               tags, capabilities, price_cents, license, version, featured_rank, uses, rating_mean, rating_count,
               created_at, updated_at, published_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'MIT', '1.0.0', $14, $15, $16, $17,
               to_timestamp($18 / 1e6), to_timestamp($18 / 1e6), to_timestamp($18 / 1e6) - $19 * interval '1 minute')",
        )
        .bind(id)
        .bind(offer.of.as_ref().map(|person| person.who.org.uuid()))
        .bind(offer.of.as_ref().map(|person| person.who.user.uuid()))
        .bind(offer.of.as_ref().map_or("somebody", |person| person.name.as_str()))
        .bind(offer.kind)
        .bind(&offer.slug)
        .bind(offer.state)
        .bind(&offer.name)
        .bind(&offer.summary)
        .bind(offer.category)
        .bind(strings(&offer.tags))
        .bind(strings(&offer.capabilities))
        .bind(offer.price_cents)
        .bind(offer.featured_rank)
        .bind(offer.uses)
        .bind(offer.rating)
        .bind(i32::from(offer.rating.is_some()) * 3)
        .bind(now)
        .bind(offer.age_minutes as f64)
        .execute(&self.world.owner)
        .await
        .unwrap_or_else(|error| panic!("putting {}: {error}", offer.slug));
        ListingId::from_uuid(id)
    }

    /// Gives a listing one file, so that it can be used.
    pub async fn put_file(&self, listing: ListingId, path: &str, text: &str) {
        for table in ["listing_files", "listing_preview_files"] {
            let insert = format!("insert into {table} (listing_id, path, text) values ($1, $2, $3)");
            sqlx::query(sqlx::AssertSqlSafe(insert))
                .bind(listing.uuid())
                .bind(path)
                .bind(text)
                .execute(&self.world.owner)
                .await
                .unwrap_or_else(|error| panic!("putting {path}: {error}"));
        }
    }

    /// What an anonymous visitor gets.
    pub async fn shelf(&self, ask: Browse) -> Shelf {
        self.market.browse(&Caller::Anonymous, ask.clone()).await.unwrap_or_else(|error| panic!("{ask:?}: {error:?}"))
    }

    /// `GET` as nobody.
    pub async fn get(&self, path: &str) -> Answer {
        self.client.call(Method::GET, path, &Caller::Anonymous, None).await
    }
}

pub fn slugs(cards: &[ListingCard]) -> Vec<&str> {
    cards.iter().map(|card| card.slug.as_str()).collect()
}
