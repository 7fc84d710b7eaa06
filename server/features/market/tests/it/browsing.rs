//! Tabs, filters, orders and counts.
use std::collections::BTreeMap;

use market_contract::{Browse, ListingKind, Sort, Tab};

use crate::scene::{Offer, Scene, offer, scene, slugs};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides) as usize
    }
}

const CATEGORIES: [&str; 3] = ["boards", "games", "other"];
const TAGS: [&str; 3] = ["csv", "canvas", "offline"];

fn stock(dice: &mut Dice, n: usize) -> Vec<Offer> {
    (0..n)
        .map(|i| {
            let mut one = offer(&format!("thing-{i:03}"));
            one.kind = ["template", "plugin", "prompt"][dice.roll(3)];
            one.category = CATEGORIES[dice.roll(3)];
            one.tags = TAGS.into_iter().filter(|_| dice.roll(2) == 0).collect();
            one.capabilities = ["search", "totals"].into_iter().filter(|_| dice.roll(2) == 0).collect();
            one.price_cents = [0, 0, 499, 999, 2_000][dice.roll(5)];
            one.rating = [None, Some(2.5), Some(4.5)][dice.roll(3)];
            one.uses = dice.roll(6) as i64;
            one.featured_rank = (dice.roll(4) == 0).then(|| dice.roll(5) as i32);
            one.summary = ["A red thing.", "A blue thing."][dice.roll(2)].into();
            one.age_minutes = dice.roll(40) as i64;
            one
        })
        .collect()
}

async fn market_of(n: usize) -> (Scene, Vec<Offer>) {
    let scene = scene().await;
    let stock = stock(&mut Dice(7), n);
    for one in &stock {
        scene.put(one).await;
    }
    (scene, stock)
}

fn fits(one: &Offer, ask: &Browse) -> bool {
    (ask.query.is_empty() || one.summary.contains(&ask.query))
        && ask.kind.is_none_or(|kind| kind.as_str() == one.kind)
        && ask.category.as_deref().is_none_or(|category| category == one.category)
        && ask.tag.as_deref().is_none_or(|tag| one.tags.contains(&tag))
        && ask.capability.as_deref().is_none_or(|name| one.capabilities.contains(&name))
        && ask.max_price_cents.is_none_or(|cents| one.price_cents <= cents)
        && ask.min_rating.is_none_or(|stars| one.rating.is_some_and(|mean| mean >= f32::from(stars)))
        && match ask.tab {
            Tab::All | Tab::Popular => true,
            Tab::Featured => one.featured_rank.is_some(),
            Tab::Free => one.price_cents == 0,
        }
}

async fn all_pages(scene: &Scene, ask: &Browse) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let shelf = scene.shelf(Browse { after, ..ask.clone() }).await;
        found.extend(shelf.items.into_iter().map(|card| card.slug));
        after = shelf.next;
        if after.is_none() {
            return found;
        }
        assert!(found.len() < 1_000, "pages come to an end");
    }
}

#[tokio::test]
async fn filters_combine_and_totals_agree() {
    let (scene, stock) = market_of(80).await;
    let mut dice = Dice(11);
    for _ in 0..60 {
        let ask = Browse {
            query: ["", "", "red"][dice.roll(3)].into(),
            kind: [None, Some(ListingKind::Template), Some(ListingKind::Plugin)][dice.roll(3)],
            category: [None, Some("games".to_owned())][dice.roll(2)].clone(),
            tag: [None, Some("csv".to_owned())][dice.roll(2)].clone(),
            capability: [None, Some("search".to_owned())][dice.roll(2)].clone(),
            max_price_cents: [None, Some(0), Some(999)][dice.roll(3)],
            min_rating: [None, Some(4)][dice.roll(2)],
            tab: [Tab::All, Tab::Featured, Tab::Popular, Tab::Free][dice.roll(4)],
            sort: [Sort::Relevance, Sort::Newest, Sort::Popular, Sort::Price, Sort::Name][dice.roll(5)],
            after: None,
        };
        let mut found = all_pages(&scene, &ask).await;
        found.sort();
        let mut wanted: Vec<_> = stock.iter().filter(|one| fits(one, &ask)).map(|one| one.slug.clone()).collect();
        wanted.sort();
        assert_eq!(found, wanted, "{ask:?}");
        let shelf = scene.shelf(ask.clone()).await;
        assert_eq!((shelf.total, shelf.total_is_bound), (wanted.len() as u64, false), "{ask:?}");
    }
}

#[tokio::test]
async fn each_tab_equals_its_query() {
    let (scene, stock) = market_of(60).await;
    for (tab, sql) in [
        (Tab::All, "select slug from listings order by published_at desc, listing_id desc"),
        (Tab::Featured, "select slug from listings where featured_rank is not null order by featured_rank, listing_id"),
        (Tab::Popular, "select slug from listings order by uses desc, listing_id desc"),
        (Tab::Free, "select slug from listings where price_cents = 0 order by published_at desc, listing_id desc"),
    ] {
        let wanted: Vec<String> = sqlx::query_scalar(sql).fetch_all(&scene.world.owner).await.unwrap();
        assert_eq!(all_pages(&scene, &Browse { tab, ..Browse::default() }).await, wanted, "{tab:?}");
    }
    let dearest = stock.iter().map(|one| one.price_cents).max();
    let by_price = all_pages(&scene, &Browse { sort: Sort::Price, ..Browse::default() }).await;
    let last = stock.iter().find(|one| Some(&one.slug) == by_price.last());
    assert_eq!(last.map(|one| one.price_cents), dearest);
    let by_name = all_pages(&scene, &Browse { sort: Sort::Name, ..Browse::default() }).await;
    assert!(by_name.is_sorted());
}

#[tokio::test]
async fn the_roll_up_always_equals_what_is_counted() {
    let (scene, _) = market_of(40).await;
    let mut dice = Dice(3);
    for step in 0..60 {
        let slug = format!("thing-{:03}", dice.roll(40));
        let change = [
            "update listings set state = 'withdrawn' where slug = $1",
            "update listings set state = 'approved' where slug = $1",
            "update listings set price_cents = 0 where slug >= $1",
            "update listings set price_cents = 500 where slug = $1",
            "update listings set category = 'boards' where slug = $1",
            "update listings set category = 'games', kind = 'model' where slug = $1 and not exists
               (select from listings other where other.slug = $1 and other.kind = 'model')",
            "update listings set uses = uses + 1 where slug <= $1",
            "delete from listings where slug = $1 and published_at < now() and state = 'withdrawn'",
        ][dice.roll(8)];
        sqlx::query(change).bind(&slug).execute(&scene.world.owner).await.unwrap();

        let counted: Vec<(String, String, bool, i64)> = sqlx::query_as(
            "select kind, category, price_cents = 0, count(*) from listings where state = 'approved' group by 1, 2, 3
             order by 1, 2, 3",
        )
        .fetch_all(&scene.world.owner)
        .await
        .unwrap();
        let kept: Vec<(String, String, bool, i64)> = sqlx::query_as(
            "select kind, category, price_class = 'free', n from listing_counts where n <> 0 order by 1, 2, 3",
        )
        .fetch_all(&scene.world.owner)
        .await
        .unwrap();
        assert_eq!(kept, counted, "after step {step}: {change} with {slug}");
    }
    let shelf = scene.shelf(Browse::default()).await;
    let counts: BTreeMap<_, _> = shelf.categories.iter().map(|c| (c.slug.as_str(), c.count)).collect();
    assert_eq!(counts.values().sum::<u64>(), shelf.total);
    assert_eq!(shelf.free + shelf.paid, shelf.total);
}

#[tokio::test]
async fn ten_thousand_listings_are_read_through_indexes() {
    let scene = scene().await;
    scene.market.seed_bench(10_000).await.unwrap();
    sqlx::query("analyze published_listings").execute(&scene.world.owner).await.unwrap();
    let scans = || async {
        // The connection that asked writes its statistics down only when it is idle for a while, or when it is told to.
        sqlx::query("select pg_stat_force_next_flush()").execute(scene.world.db.public()).await.unwrap();
        sqlx::query("select 1").execute(scene.world.db.public()).await.unwrap();
        let scans: i64 =
            sqlx::query_scalar("select seq_scan from pg_stat_user_tables where relname = 'published_listings'")
                .fetch_one(&scene.world.owner)
                .await
                .unwrap();
        scans
    };
    scene.shelf(Browse::default()).await;
    let before = scans().await;
    let template = Some(ListingKind::Template);
    for ask in [
        Browse::default(),
        Browse { kind: template, ..Browse::default() },
        Browse { category: Some("boards".into()), ..Browse::default() },
        Browse { tab: Tab::Featured, ..Browse::default() },
        Browse { tab: Tab::Popular, ..Browse::default() },
        Browse { tab: Tab::Popular, kind: template, ..Browse::default() },
        Browse { tab: Tab::Free, ..Browse::default() },
        Browse { sort: Sort::Price, ..Browse::default() },
        Browse { sort: Sort::Name, kind: template, ..Browse::default() },
        Browse { query: "kitchen board".into(), ..Browse::default() },
        Browse { query: "kichen bord".into(), ..Browse::default() },
    ] {
        let first = scene.shelf(ask.clone()).await;
        assert_eq!(first.items.len(), 24, "{ask:?}");
        let second = scene.shelf(Browse { after: first.next.clone(), ..ask.clone() }).await;
        assert!(!second.items.is_empty(), "{ask:?}");
    }
    assert_eq!(scans().await, before, "no page may read the whole table");

    let everything = scene.shelf(Browse { query: "listing".into(), ..Browse::default() }).await;
    assert_eq!((everything.total, everything.total_is_bound), (500, true));
    scene.market.seed_bench(0).await.unwrap();
    assert_eq!(scene.shelf(Browse::default()).await.total, 0);
}

#[tokio::test]
async fn the_list_is_json_over_the_api() {
    let scene = scene().await;
    let mut one = offer("workshop-board");
    (one.category, one.price_cents) = ("boards", 999);
    scene.put(&one).await;
    let body = scene.get("/api/v1/listings?kind=template&maxPriceCents=1000&sort=price").await.json();
    assert_eq!(body["items"][0]["slug"], "workshop-board");
    assert_eq!(body["items"][0]["priceCents"], 999);
    assert!(body["items"][0]["rating"].is_null() && body["items"][0]["uses"].is_null());
    assert_eq!(body["canonical"], "https://burnish.example/marketplace/templates");
    let categories = scene.get("/api/v1/listings/categories").await.json();
    assert_eq!((&categories[0]["name"], &categories[0]["count"]), (&"Boards".into(), &1.into()));
    assert_eq!(scene.get("/api/v1/listings?kind=car").await.status, 422);
    let shelf = scene.shelf(Browse { kind: Some(ListingKind::Plugin), ..Browse::default() }).await;
    assert_eq!(slugs(&shelf.items), Vec::<&str>::new());
}
