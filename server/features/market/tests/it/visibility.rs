//! Who sees what is not approved.
use kernel::{Caller, Role, SignedIn};
use market_contract::{Browse, ListingKind, ListingState, MarketError};

use crate::scene::{offer, scene, slugs};

#[tokio::test]
async fn only_makers_their_managers_and_operators_see_what_is_not_approved() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let admin = scene.world.member(&ada, "anna", Role::Admin).await;
    let colleague = scene.world.member(&ada, "carl", Role::Member).await;
    let ben = scene.world.person("ben").await;
    let root = scene.world.person("root").await;
    sqlx::query("update users set is_operator = true where username = 'root'")
        .execute(&scene.world.owner)
        .await
        .unwrap();
    let root = Caller::person(SignedIn { is_operator: true, ..root.who });

    let open = scene.put(&offer("open-board")).await;
    let mut draft = offer("secret-board");
    draft.state = "draft";
    draft.of = Some(ada.clone());
    let secret = scene.put(&draft).await;
    scene.put_file(secret, "index.html", "<h1>secret</h1>").await;

    for (who, sees) in [
        (ada.caller(), true),
        (admin.caller(), true),
        (root, true),
        (colleague.caller(), false),
        (ben.caller(), false),
        (Caller::Anonymous, false),
        (Caller::Guest { share_token: "x".into() }, false),
    ] {
        let shelf = scene.market.browse(&who, Browse::default()).await.unwrap();
        assert_eq!(slugs(&shelf.items), ["open-board"], "{who:?}");
        assert_eq!((shelf.total, shelf.kinds[0].count), (1, 1), "{who:?}");
        assert_eq!(slugs(&shelf.unpublished), if sees { vec!["secret-board"] } else { vec![] }, "{who:?}");
        let listing = scene.market.listing(&who, ListingKind::Template, "secret-board").await;
        assert_eq!(listing.as_ref().ok().map(|l| l.card.state), sees.then_some(ListingState::Draft), "{who:?}");
        assert_eq!(scene.market.files(&who, secret).await.is_ok(), sees, "{who:?}");
        assert_eq!(scene.market.file(&who, secret, "index.html").await.is_ok(), sees, "{who:?}");
        assert!(scene.market.listing(&who, ListingKind::Template, "open-board").await.is_ok());
        let found = scene.market.browse(&who, Browse { query: "secret".into(), ..Browse::default() }).await.unwrap();
        assert_eq!(slugs(&found.items), Vec::<&str>::new(), "{who:?}");
    }
    assert_eq!(scene.concrete.preview_file(secret, "/").await, Ok(None), "a preview is public, so drafts have none");
    assert_eq!(scene.market.file(&Caller::Anonymous, open, "nothing").await, Err(MarketError::NotFound));
}

#[tokio::test]
async fn a_listing_comes_and_goes_with_its_approval() {
    let scene = scene().await;
    let id = scene.put(&offer("reading-room")).await;
    let set = |state: &'static str| {
        let owner = scene.world.owner.clone();
        async move {
            let set = sqlx::query("update listings set state = $2 where listing_id = $1").bind(id.uuid()).bind(state);
            set.execute(&owner).await.unwrap();
        }
    };
    for (state, seen) in [("withdrawn", 0), ("approved", 1), ("rejected", 0), ("approved", 1)] {
        set(state).await;
        let shelf = scene.shelf(Browse::default()).await;
        assert_eq!((shelf.items.len(), shelf.total, shelf.free), (seen, seen as u64, seen as u64), "{state}");
        let status = scene.get("/api/v1/listings/template/reading-room").await.status;
        assert_eq!(status, if seen == 1 { 200 } else { 404 }, "{state}");
    }
    sqlx::query("delete from listings").execute(&scene.world.owner).await.unwrap();
    let shelf = scene.shelf(Browse::default()).await;
    assert_eq!((shelf.items.len(), shelf.total, shelf.kinds.len(), shelf.categories.len()), (0, 0, 0, 0));
}
