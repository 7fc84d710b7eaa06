//! Going from page to page.
use std::collections::BTreeSet;

use kernel::Cursor;
use market_contract::{Browse, Sort};

use crate::scene::{offer, scene};

#[tokio::test]
async fn pages_are_complete_and_without_doubles_while_listings_arrive() {
    let scene = scene().await;
    for i in 0..90 {
        let mut one = offer(&format!("old-{i:02}"));
        // Many equal keys: only the id tells them apart.
        (one.age_minutes, one.uses, one.price_cents, one.name) =
            (i / 7, i % 4, (i % 3) * 100, format!("thing {}", i % 5));
        scene.put(&one).await;
    }
    for (turn, sort) in [Sort::Newest, Sort::Popular, Sort::Price, Sort::Name, Sort::Relevance].into_iter().enumerate()
    {
        let query = if sort == Sort::Relevance { "thing" } else { "" };
        let ask = Browse { sort, query: query.into(), ..Browse::default() };
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let shelf = scene.shelf(Browse { after, ..ask.clone() }).await;
            seen.extend(shelf.items.into_iter().map(|card| card.slug));
            after = shelf.next;
            if after.is_none() {
                break;
            }
            pages += 1;
            let mut new = offer(&format!("new-{turn}-{pages}"));
            (new.name, new.uses, new.price_cents) = ("thing new".into(), 2, 100);
            scene.put(&new).await;
        }
        let old: Vec<_> = seen.iter().filter(|slug| slug.starts_with("old-")).collect();
        assert_eq!(old.len(), 90, "{sort:?}: each old one is there, once");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "{sort:?}: nothing comes twice");
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_or_of_nobody_is_refused() {
    let scene = scene().await;
    for i in 0..30 {
        scene.put(&offer(&format!("thing-{i:02}"))).await;
    }
    let Cursor(good) = scene.shelf(Browse::default()).await.next.expect("there is a second page");
    assert_eq!(scene.get(&format!("/api/v1/listings?after={good}")).await.status, 200);
    for path in [
        format!("/api/v1/listings?sort=price&after={good}"),
        format!("/api/v1/listings?tag=csv&after={good}"),
        format!("/api/v1/listings?query=thing&after={good}"),
        format!("/api/v1/listings?after={good}0"),
        format!("/api/v1/listings?after=x{good}"),
        "/api/v1/listings?after=n%27%3B--".to_owned(),
        format!("/api/v1/listings?after={}", "n1".repeat(2_000)),
    ] {
        let answer = scene.get(&path).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "bad_cursor"), "{path}");
    }
}
