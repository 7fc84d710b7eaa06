//! The listings that come with the installation.
use kernel::Caller;
use market_contract::{Browse, ListingKind, Tab};

use crate::scene::{scene, slugs};

#[tokio::test]
async fn examples_are_loaded_once_and_say_what_they_are() {
    let scene = scene().await;
    assert_eq!(scene.market.load_examples().await, Ok(24));
    assert_eq!(scene.market.load_examples().await, Ok(0));
    let shelf = scene.shelf(Browse::default()).await;
    assert_eq!((shelf.items.len(), shelf.total, shelf.free, shelf.paid), (24, 24, 24, 0));
    assert!(shelf.next.is_none());
    for card in &shelf.items {
        assert!(card.is_example && card.creator == "Burnish", "{}", card.slug);
        assert!(card.uses.is_none() && card.rating.is_none(), "nobody has used or rated {}", card.slug);
        assert!(card.file_count > 0 && card.language.is_some());
    }
    let featured = scene.shelf(Browse { tab: Tab::Featured, ..Browse::default() }).await;
    assert_eq!(slugs(&featured.items)[..2], ["workshop-board", "reading-room"]);
}

#[tokio::test]
async fn every_example_has_a_page_files_and_a_preview_that_runs_as_it_is() {
    let scene = scene().await;
    scene.market.load_examples().await.unwrap();
    for card in scene.shelf(Browse::default()).await.items {
        let listing = scene.market.listing(&Caller::Anonymous, ListingKind::Template, &card.slug).await.unwrap();
        assert_eq!(listing.files.len(), card.file_count as usize, "{}", card.slug);
        assert_eq!(listing.preview_origin, Some(format!("http://{}.localhost:3001", card.id)));
        assert!(listing.made_from.is_some() && listing.description_html.contains("<h2>"));
        let page = scene.concrete.preview_file(card.id, "/").await.unwrap().expect("the preview has a page");
        assert_eq!(page.content_type, "text/html; charset=utf-8");
        assert!(!page.text.contains(".ts\""), "{}: a browser does not run TypeScript", card.slug);
        let main = scene.concrete.preview_file(card.id, "/src/main.js").await.unwrap();
        assert_eq!(main.map(|file| file.content_type), Some("text/javascript; charset=utf-8"), "{}", card.slug);
        for file in &listing.files {
            let text = scene.market.file(&Caller::Anonymous, card.id, &file.path).await.unwrap();
            assert_eq!(text.len() as u64, file.size_bytes, "{}/{}", card.slug, file.path);
        }
    }
    assert_eq!(scene.concrete.preview_file(uuid::Uuid::nil().into(), "/").await, Ok(None));
}
