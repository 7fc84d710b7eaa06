//! Finding by words.
use market_contract::Browse;

use crate::scene::{Scene, offer, scene, slugs};

async fn library() -> Scene {
    let scene = scene().await;
    for (slug, name, summary, uses) in [
        ("workshop-board", "Workshop board", "A kanban board with hours on each card.", 5),
        ("harvest-board", "Harvest board", "Beds and crops for a vegetable garden.", 90),
        ("reading-room", "Reading room", "A shelf for books with author and pages.", 1),
        ("cafe-menu", "Café menu", "A page for a small café.", 0),
        ("board", "Board", "Nothing but a board.", 0),
    ] {
        let mut one = offer(slug);
        (one.name, one.summary, one.uses) = (name.into(), summary.into(), uses);
        scene.put(&one).await;
    }
    scene
}

async fn find(scene: &Scene, query: &str) -> (Vec<String>, Option<String>) {
    let shelf = scene.shelf(Browse { query: query.into(), ..Browse::default() }).await;
    (slugs(&shelf.items).into_iter().map(str::to_owned).collect(), shelf.corrected)
}

#[tokio::test]
async fn words_are_found_by_their_beginnings_in_any_form() {
    let scene = library().await;
    assert_eq!(find(&scene, "kanban").await.0, ["workshop-board"]);
    assert_eq!(find(&scene, "VEGETABLES").await.0, ["harvest-board"]);
    assert_eq!(find(&scene, "veg gard").await.0, ["harvest-board"]);
    assert_eq!(find(&scene, "cafe").await.0, ["cafe-menu"]);
    assert_eq!(find(&scene, "CAFÉ").await.0, ["cafe-menu"]);
    assert_eq!(find(&scene, "kanban garden").await.0, Vec::<String>::new());
}

#[tokio::test]
async fn the_exact_name_comes_first_and_use_decides_among_equals() {
    let scene = library().await;
    assert_eq!(find(&scene, "board").await.0, ["board", "harvest-board", "workshop-board"]);
    assert_eq!(find(&scene, "workshop board").await.0[0], "workshop-board");
}

#[tokio::test]
async fn typing_mistakes_are_forgiven_and_said() {
    let scene = library().await;
    for (typed, slug, meant) in [
        ("kanbn", "workshop-board", "kanban"),
        ("worksop", "workshop-board", "workshop"),
        ("raeding", "reading-room", "reading"),
        ("vegetabel garden", "harvest-board", "vegetable garden"),
        ("autor", "reading-room", "author"),
    ] {
        assert_eq!(find(&scene, typed).await, (vec![slug.to_owned()], Some(meant.to_owned())), "{typed}");
    }
    assert_eq!(find(&scene, "telescope").await, (vec![], None));
}

#[tokio::test]
async fn a_search_is_only_ever_words() {
    let scene = library().await;
    for sly in ["'; drop table listings; --", "a & | ! <-> :*", "\0", "the", "½ ŉ ſ", "(", "\\", "%", "board:*"] {
        let shelf = scene.shelf(Browse { query: sly.into(), ..Browse::default() }).await;
        assert!(shelf.items.len() <= 5, "{sly}");
    }
    let answer = scene.get(&format!("/api/v1/listings?query={}", "x".repeat(201))).await;
    assert_eq!((answer.status, answer.code().as_str()), (422, "long_query"));
    let answer = scene.get("/api/v1/listings?query=%00board").await;
    assert_eq!(answer.status, 200);
}
