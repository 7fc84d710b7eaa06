//! What search engines begin with.
use crate::scene::{offer, scene};

#[tokio::test]
async fn the_site_map_names_what_is_public_and_nothing_else() {
    let scene = scene().await;
    let mut one = offer("workshop-board");
    one.category = "boards";
    scene.put(&one).await;
    let mut draft = offer("secret-board");
    draft.state = "draft";
    scene.put(&draft).await;
    scene.market.seed_bench(3).await.unwrap();
    let answer = scene.get("/sitemap.xml").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "application/xml; charset=utf-8");
    let xml = answer.text();
    for path in ["/", "/marketplace", "/marketplace/templates", "/marketplace/templates/category/boards"] {
        assert!(xml.contains(&format!("<loc>https://burnish.example{path}</loc>")), "{path} in {xml}");
    }
    assert!(xml.contains(
        "<loc>https://burnish.example/marketplace/templates/workshop-board</loc><lastmod>2026-11-20T10:30:00Z"
    ));
    assert!(!xml.contains("secret-board") && !xml.contains("bench-"), "{xml}");
}

#[tokio::test]
async fn robots_find_the_map_and_stay_out_of_the_rest() {
    let scene = scene().await;
    let text = scene.get("/robots.txt").await.text();
    assert!(text.contains("Sitemap: https://burnish.example/sitemap.xml"), "{text}");
    assert!(text.contains("Disallow: /p/") && text.contains("Disallow: /api/"));
}
