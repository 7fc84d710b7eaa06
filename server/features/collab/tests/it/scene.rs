//! The feature on a database of its own, and a few verbs that the stories share.
use std::sync::{Arc, Mutex};

use axum::http::Method;
use collab::{Announce, CollabService, Deps, Feature, Rooms, feature};
use collab_contract::{Activity, CommentUpdate, RoomRole};
use kernel::{Caller, ParticipantId, ProjectId, RoomId};
use projects_contract::{LiveFiles, NewFile, Projects};
use serde_json::{Value, json};
use testkit::{Answer, Client, Person, World};

pub const API: &str = "/api/collaboration";

/// What a live room would have been told, a line for each.
#[derive(Default)]
pub struct Heard(Mutex<Vec<String>>);

impl Heard {
    fn note(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    /// What was heard since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Notes what is announced, and passes it on to the rooms.
struct Both(Arc<Heard>, Rooms);

impl Announce for Both {
    fn comment(&self, room: RoomId, update: CommentUpdate) {
        self.0.comment(room, update.clone());
        self.1.comment(room, update);
    }

    fn role_changed(&self, room: RoomId, who: ParticipantId, role: Option<RoomRole>) {
        self.0.role_changed(room, who, role);
        self.1.role_changed(room, who, role);
    }

    fn room_closed(&self, room: RoomId) {
        self.0.room_closed(room);
        self.1.room_closed(room);
    }

    fn activity(&self, room: RoomId, line: Activity) {
        self.0.activity(room, line.clone());
        self.1.activity(room, line);
    }
}

impl Announce for Heard {
    fn comment(&self, _: RoomId, update: CommentUpdate) {
        self.note(format!("comment {:?} {}", update.action, update.comment.content));
    }

    fn role_changed(&self, _: RoomId, who: ParticipantId, role: Option<RoomRole>) {
        self.note(format!("role {who} {role:?}"));
    }

    fn room_closed(&self, _: RoomId) {
        self.note("closed".into());
    }

    fn activity(&self, _: RoomId, line: Activity) {
        self.note(format!("activity {} {}", line.kind.as_str(), line.actor_name));
    }
}

pub struct Scene {
    pub world: World,
    pub client: Client,
    pub projects: Arc<dyn Projects>,
    pub live: CollabService,
    pub heard: Arc<Heard>,
    pub rooms: Rooms,
    pub files: Arc<dyn LiveFiles>,
    pub jobs: jobs::Registry,
}

pub async fn scene() -> Scene {
    on(testkit::world().await)
}

/// On a world that the story has prepared.
pub fn on(world: World) -> Scene {
    let projects = projects::feature(projects::Deps {
        db: world.db.clone(),
        clock: world.clock.clone(),
        blobs: world.blobs.clone(),
        model: None,
        preview_origin: Arc::new(|id: ProjectId| format!("http://{id}.localhost:3001")),
        quota_bytes: 64 * 1024 * 1024,
        secure_cookies: true,
    });
    let heard = Arc::new(Heard::default());
    let rooms = Rooms::default();
    let Feature { concrete, routes, forms, jobs, .. } = feature(Deps {
        db: world.db.clone(),
        clock: world.clock.clone(),
        projects: projects.service.clone(),
        files: projects.live.clone(),
        public_url: "https://burnish.example".into(),
        live: Arc::new(Both(heard.clone(), rooms.clone())),
        secure_cookies: true,
    });
    let client = world.client(routes.merge(projects.routes).split_for_parts().0.merge(forms));
    Scene { world, client, projects: projects.service, live: concrete, heard, rooms, files: projects.live, jobs }
}

impl Scene {
    /// A ready project with two files.
    pub async fn project(&self, by: &Person) -> ProjectId {
        let file = |path: &str, text: &str| NewFile { path: path.into(), bytes: text.as_bytes().to_vec() };
        let files = vec![file("src/main.ts", "let a = 1;\nlet b = 2;\n"), file("notes.txt", "first\n")];
        let made = self.projects.create_from_files(&by.caller(), "Our app", "Made for a story", files).await;
        made.expect("a project").summary.id
    }

    /// A project with a room on it.
    pub async fn room(&self, by: &Person) -> (ProjectId, RoomId) {
        let project = self.project(by).await;
        (project, self.room_on(by, project).await)
    }

    pub async fn room_on(&self, by: &Person, project: ProjectId) -> RoomId {
        let answer =
            self.client.post(&format!("{API}/rooms"), by, json!({"projectId": project, "name": "Review"})).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["roomId"].as_str().unwrap().parse().unwrap()
    }

    /// The id of a file of the room's project.
    pub async fn file_id(&self, by: &Person, room: RoomId, path: &str) -> String {
        let files = self.client.get(&format!("{API}/rooms/{room}"), by).await.json()["files"].clone();
        let found = files.as_array().unwrap().iter().find(|file| file["path"] == path).expect("a file");
        found["id"].as_str().unwrap().to_owned()
    }

    /// Takes a place in the room and answers the role.
    pub async fn enter(&self, by: &Person, room: RoomId) -> String {
        let answer = self.client.post(&format!("{API}/rooms/{room}/enter"), by, json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["role"].as_str().unwrap().to_owned()
    }

    /// Makes a link of that role that never ends, and answers its secret.
    pub async fn link(&self, by: &Person, room: RoomId, role: &str) -> String {
        let new = json!({"name": format!("For a {role}"), "role": role, "lifetime": "never"});
        let answer = self.client.post(&format!("{API}/rooms/{room}/share-links"), by, new).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        last_part(answer.json()["url"].as_str().unwrap())
    }

    /// Comes through a link without an account; answers who that is from now on, and their id.
    pub async fn guest(&self, secret: &str, name: &str) -> (Caller, String) {
        let answer = self.join(&Caller::Anonymous, secret, name).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let id = answer.json()["participant"]["userId"].as_str().unwrap().to_owned();
        (Caller::Guest { share_token: shown(&answer).expect("a cookie") }, id)
    }

    pub async fn join(&self, by: &Caller, secret: &str, name: &str) -> Answer {
        self.client.call(Method::POST, &format!("{API}/share/{secret}/join"), by, Some(json!({"name": name}))).await
    }

    /// Invites somebody and lets them accept.
    pub async fn invite(&self, by: &Person, room: RoomId, whom: &Person, role: &str) {
        let secret = self.invitation(by, room, &whom.name, role).await;
        let answer = self.accept(whom, &secret).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// Sends an invitation and answers its secret.
    pub async fn invitation(&self, by: &Person, room: RoomId, name: &str, role: &str) -> String {
        let new = json!({"email": format!("{name}@example.org"), "role": role});
        let answer = self.client.post(&format!("{API}/rooms/{room}/invite"), by, new).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        last_part(answer.json()["inviteLink"].as_str().unwrap())
    }

    pub async fn accept(&self, by: &Person, secret: &str) -> Answer {
        self.client.post(&format!("{API}/invites/accept"), by, json!({"secret": secret})).await
    }

    /// Writes a comment on a line of `src/main.ts` and answers it.
    pub async fn comment(&self, by: &Caller, room: RoomId, content: &str, parent: Option<&str>) -> Value {
        let answer = self.try_comment(by, room, content, parent).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["comment"].clone()
    }

    pub async fn try_comment(&self, by: &Caller, room: RoomId, content: &str, parent: Option<&str>) -> Answer {
        let new = json!({"filePath": "src/main.ts", "lineNumber": 2, "content": content, "parentId": parent});
        self.client.call(Method::POST, &format!("{API}/rooms/{room}/comments"), by, Some(new)).await
    }

    /// The feed, newest first.
    pub async fn feed(&self, by: &Person, room: RoomId) -> Vec<Value> {
        let answer = self.client.get(&format!("{API}/rooms/{room}/activity"), by).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["activity"].as_array().unwrap().clone()
    }

    /// Somebody's notices, newest first, as pairs of kind and title.
    pub async fn notices(&self, by: &Person) -> Vec<(String, String)> {
        let page = self.client.get(&format!("{API}/notifications"), by).await.json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        page["notifications"].as_array().unwrap().iter().map(|n| (text(&n["kind"]), text(&n["title"]))).collect()
    }

    /// Subjects of the mails to an address, oldest first.
    pub async fn mails(&self, to: &str) -> Vec<String> {
        sqlx::query_scalar("select subject from mails where to_address = $1 order by created_at, mail_id")
            .bind(to)
            .fetch_all(&self.world.owner)
            .await
            .unwrap()
    }
}

/// The token that an answer sets as a cookie.
pub fn shown(answer: &Answer) -> Option<String> {
    let cookies = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let mut values = cookies.filter_map(|cookie| cookie.strip_prefix("burnish_share="));
    values.next().and_then(|rest| rest.split(';').next()).map(str::to_owned)
}

/// What stands behind the last `/`.
pub fn last_part(address: &str) -> String {
    address.rsplit('/').next().unwrap().to_owned()
}
