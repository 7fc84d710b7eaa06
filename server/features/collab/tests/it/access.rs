//! Who sees and does what.
use axum::http::Method;
use kernel::{Caller, Role, RoomId};
use serde_json::{Value, json};

use crate::scene::{API, Scene, scene};

/// What each kind of caller is answered: reading, writing, deciding.
async fn try_everything(scene: &Scene, by: &Caller, room: RoomId, version: &str, somebody: &str) -> (u16, u16, u16) {
    let call = |method: Method, path: String, body: Option<Value>| async move {
        let status = scene.client.call(method, &format!("{API}/rooms/{room}{path}"), by, body).await.status;
        // Made, and done without anything to say: both are a yes.
        if matches!(status, 201 | 204) { 200 } else { status }
    };
    let one = |statuses: Vec<u16>| {
        assert!(statuses.windows(2).all(|pair| pair[0] == pair[1]), "{by:?} is answered {statuses:?}");
        statuses[0]
    };
    let mut read = Vec::new();
    for path in ["", "/comments", "/comments?filePath=src/main.ts", "/versions", "/activity", "/rating", "/export"] {
        read.push(call(Method::GET, path.into(), None).await);
    }
    let comment = json!({"filePath": "src/main.ts", "lineNumber": 1, "content": "Words"});
    let write = vec![
        call(Method::POST, "/comments".into(), Some(comment)).await,
        call(Method::POST, format!("/versions/{version}/restore"), None).await,
    ];
    let link = json!({"name": "L", "role": "viewer", "lifetime": "7d"});
    let decide = vec![
        call(Method::PATCH, String::new(), Some(json!({"name": "Renamed"}))).await,
        call(Method::POST, "/invite".into(), Some(json!({"email": "x@example.org", "role": "viewer"}))).await,
        call(Method::GET, "/invites".into(), None).await,
        call(Method::DELETE, "/invites?email=x@example.org".into(), None).await,
        call(Method::POST, "/share-links".into(), Some(link)).await,
        call(Method::GET, "/share-links".into(), None).await,
        call(Method::PATCH, format!("/participants/{somebody}"), Some(json!({"role": "viewer"}))).await,
    ];
    (one(read), one(write), one(decide))
}

#[tokio::test]
async fn each_caller_may_do_what_their_role_says_and_no_more() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let versions = scene.client.get(&format!("{API}/rooms/{room}/versions"), &ada).await.json();
    let version = versions["versions"][0]["id"].as_str().unwrap().to_owned();

    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    assert_eq!(scene.enter(&mia, room).await, "editor");
    let vera = scene.world.member(&ada, "vera", Role::Viewer).await;
    assert_eq!(scene.enter(&vera, room).await, "viewer");
    let nora = scene.world.member(&ada, "nora", Role::Member).await;
    let (ivan, ines) = (scene.world.person("ivan").await, scene.world.person("ines").await);
    scene.invite(&ada, room, &ivan, "editor").await;
    scene.invite(&ada, room, &ines, "viewer").await;
    let (edit, view) = (scene.link(&ada, room, "editor").await, scene.link(&ada, room, "viewer").await);
    let (writing, _) = scene.guest(&edit, "Gus").await;
    let (reading, somebody) = scene.guest(&view, "Gil").await;
    let eve = scene.world.person("eve").await;
    let other_room = scene.room_on(&ada, project).await;
    let elsewhere = scene.guest(&scene.link(&ada, other_room, "editor").await, "Else").await.0;

    let callers = [
        ("owner", ada.caller(), (200, 200, 200)),
        ("editor", mia.caller(), (200, 200, 403)),
        ("viewer", vera.caller(), (200, 403, 403)),
        ("invited editor", ivan.caller(), (200, 200, 403)),
        ("invited viewer", ines.caller(), (200, 403, 403)),
        ("guest editor", writing, (200, 200, 403)),
        ("guest viewer", reading, (200, 403, 403)),
        ("colleague without a place", nora.caller(), (404, 404, 404)),
        ("guest of another room", elsewhere, (404, 404, 404)),
        ("other org", eve.caller(), (404, 404, 404)),
        ("wrong link", Caller::Guest { share_token: "guessed".into() }, (404, 404, 404)),
        ("anonymous", Caller::Anonymous, (404, 404, 404)),
    ];
    for (name, by, expected) in callers {
        assert_eq!(try_everything(&scene, &by, room, &version, &somebody).await, expected, "{name}");
    }
}

#[tokio::test]
async fn only_colleagues_come_in_without_being_asked() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let enter = format!("{API}/rooms/{room}/enter");
    let (eve, ivan) = (scene.world.person("eve").await, scene.world.person("ivan").await);
    assert_eq!(scene.client.post(&enter, &eve, json!({})).await.status, 404);
    assert_eq!(scene.client.call(Method::POST, &enter, &Caller::Anonymous, None).await.status, 404);
    // Who was asked into one room may see the project, and still has no place in another.
    scene.invite(&ada, room, &ivan, "editor").await;
    assert!(scene.projects.get(&ivan.caller(), project).await.is_ok());
    let other = scene.room_on(&ada, project).await;
    assert_eq!(scene.client.post(&format!("{API}/rooms/{other}/enter"), &ivan, json!({})).await.status, 404);
    let list = scene.client.get(&format!("{API}/rooms?projectId={project}"), &ivan).await.json();
    assert_eq!(list["rooms"].as_array().unwrap().len(), 1);
    assert_eq!(list["rooms"][0]["role"], "editor");
    // A colleague sees both, and has a place in neither so far.
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    let list = scene.client.get(&format!("{API}/rooms?projectId={project}"), &mia).await.json();
    let roles: Vec<&Value> = list["rooms"].as_array().unwrap().iter().map(|line| &line["role"]).collect();
    assert_eq!(roles, [&Value::Null, &Value::Null]);
    assert_eq!(scene.client.get(&format!("{API}/rooms?projectId={project}"), &eve).await.status, 404);
}

#[tokio::test]
async fn a_room_gives_no_more_than_the_project_allows() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (project, room) = scene.room(&ada).await;
    let vera = scene.world.member(&ada, "vera", Role::Viewer).await;
    scene.enter(&vera, room).await;
    let place = format!("{API}/rooms/{room}/participants/{}", vera.who.user);
    let answer = scene.client.patch(&place, &ada, json!({"role": "editor"})).await;
    assert_eq!((answer.status, &answer.json()["participant"]["role"]), (200, &json!("viewer")));
    assert_eq!(scene.enter(&vera, room).await, "viewer");
    let answer = scene.client.patch(&place, &ada, json!({"role": "owner"})).await;
    assert_eq!((answer.status, answer.code().as_str()), (403, "outsider"));
    // Rooms are opened by those who may write in the org, and by nobody else.
    let new = json!({"projectId": project, "name": "Mine"});
    let refused = scene.client.post(&format!("{API}/rooms"), &vera, new.clone()).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "outsider"));
    let eve = scene.world.person("eve").await;
    assert_eq!(scene.client.post(&format!("{API}/rooms"), &eve, new.clone()).await.status, 404);
    let nobody = scene.client.call(Method::POST, &format!("{API}/rooms"), &Caller::Anonymous, Some(new)).await;
    assert_eq!(nobody.status, 401);
}

#[tokio::test]
async fn roles_are_changed_by_owners_and_the_last_one_stays() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let mia = scene.world.member(&ada, "mia", Role::Member).await;
    scene.enter(&mia, room).await;
    let of = |person: &testkit::Person| format!("{API}/rooms/{room}/participants/{}", person.who.user);

    let refused = scene.client.patch(&of(&ada), &ada, json!({"role": "editor"})).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "last_owner"));
    assert_eq!(scene.client.delete(&of(&ada), &ada).await.status, 409);
    assert_eq!(scene.client.patch(&of(&mia), &mia, json!({"role": "owner"})).await.status, 403);

    scene.heard.take();
    assert_eq!(scene.client.patch(&of(&mia), &ada, json!({"role": "owner"})).await.status, 200);
    let heard = scene.heard.take();
    assert!(heard.contains(&format!("role {} Some(Owner)", mia.who.user)), "{heard:?}");
    assert_eq!(
        scene.notices(&mia).await,
        [("role_changed".to_owned(), "ada made you an owner of “Review”.".to_owned())]
    );

    assert_eq!(scene.client.patch(&of(&ada), &mia, json!({"role": "viewer"})).await.status, 200);
    assert_eq!(scene.try_comment(&ada.caller(), room, "Words", None).await.status, 403);
    assert_eq!(scene.client.delete(&of(&ada), &ada).await.status, 204, "everyone may go");
    assert_eq!(scene.client.get(&format!("{API}/rooms/{room}"), &ada).await.status, 404);
    let missing = format!("{API}/rooms/{room}/participants/{}", ada.who.user);
    assert_eq!(scene.client.patch(&missing, &mia, json!({"role": "viewer"})).await.status, 404);
}

#[tokio::test]
async fn everyone_has_a_colour_of_their_own() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let (_, room) = scene.room(&ada).await;
    let secret = scene.link(&ada, room, "viewer").await;
    for n in 0..11 {
        scene.guest(&secret, &format!("Guest {n}")).await;
    }
    let details = scene.client.get(&format!("{API}/rooms/{room}"), &ada).await.json();
    let mut colours: Vec<String> = details["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|participant| participant["cursorColor"].as_str().unwrap().to_owned())
        .collect();
    colours.sort();
    colours.dedup();
    assert_eq!(colours.len(), 12);
    let (thirteenth, _) = scene.guest(&secret, "One more").await;
    let seen = scene.client.call(Method::GET, &format!("{API}/rooms/{room}"), &thirteenth, None).await.json();
    assert_eq!(seen["participants"].as_array().unwrap().len(), 13);
    // Guests are not told how people sign in.
    assert!(seen["participants"].as_array().unwrap().iter().all(|participant| participant["username"].is_null()));
    assert!(details["participants"].as_array().unwrap().iter().any(|participant| participant["username"] == "ada"));
}
