//! Files that several people edit at once.
use std::sync::{Arc, Mutex};

use axum::http::Method;
use kernel::{Caller, FileId};
use ot::Op;
use projects_contract::{
    Happening, Listener, LiveFile, LiveFiles, News, ProjectsError,
    doc::{ClientDoc, Lost, SessionId},
};
use serde_json::json;
use testkit::{Person, wait_for};

use crate::scene::{Scene, scene};

/// An editor of the kind that runs in a browser, with its line to the document.
struct Editor {
    state: Arc<Screen>,
    line: Box<dyn LiveFile>,
}

struct State {
    doc: ClientDoc,
    lost: Vec<Lost>,
    locked: Option<kernel::UserId>,
    is_gone: bool,
    must_resume: bool,
}

struct Screen(Mutex<State>);

impl Screen {
    fn lock(&self) -> std::sync::LockResult<std::sync::MutexGuard<'_, State>> {
        self.0.lock()
    }
}

impl Listener for Screen {
    fn hear(&self, news: Arc<News>) -> bool {
        let mut state = self.0.lock().unwrap();
        match &news.what {
            Happening::Updates(updates) => {
                for update in updates {
                    match state.doc.receive(update.clone()) {
                        Ok(outcome) => {
                            state.lost.extend(outcome.lost);
                            state.must_resume |= outcome.must_resume;
                        }
                        Err(_) => state.must_resume = true,
                    }
                }
            }
            Happening::Locked(holder) => state.locked = *holder,
            Happening::Gone => state.is_gone = true,
        }
        true
    }
}

fn fresh() -> SessionId {
    let mut bytes = [0; 16];
    ports::clock::random_bytes(&mut bytes);
    SessionId(u128::from_le_bytes(bytes))
}

impl Editor {
    async fn open(live: &dyn LiveFiles, by: &Caller, file: FileId) -> Result<Self, ProjectsError> {
        Self::open_with(live, by, file, ClientDoc::new(fresh(), 4)).await
    }

    async fn open_with(live: &dyn LiveFiles, by: &Caller, file: FileId, doc: ClientDoc) -> Result<Self, ProjectsError> {
        let state = State { doc, lost: Vec::new(), locked: None, is_gone: false, must_resume: true };
        let state = Arc::new(Screen(Mutex::new(state)));
        let line = live.open(by, file, state.clone()).await?;
        let editor = Self { state, line };
        editor.settle().await;
        Ok(editor)
    }

    /// Says what there is to say, until the document has answered everything.
    async fn settle(&self) {
        wait_for("the document answers", async || {
            self.speak().await;
            let state = self.state.lock().unwrap();
            state.is_gone || (!state.must_resume && state.doc.is_up() && state.doc.is_saved())
        })
        .await;
    }

    async fn speak(&self) {
        let resume = {
            let mut state = self.state.lock().unwrap();
            std::mem::take(&mut state.must_resume).then(|| {
                let resume = state.doc.resume(fresh());
                (state.doc.session(), resume)
            })
        };
        if let Some((session, resume)) = resume {
            self.line.resume(session, resume).await;
        }
        loop {
            let Some(submit) = self.state.lock().unwrap().doc.next_submit() else { return };
            self.line.submit(submit).await;
        }
    }

    fn write(&self, at: u32, text: &str) {
        self.state.lock().unwrap().doc.edit(&Op::splice(at, 0, text).unwrap(), false).unwrap();
    }

    fn text(&self) -> String {
        self.state.lock().unwrap().doc.text().to_string()
    }

    fn version(&self) -> u64 {
        self.state.lock().unwrap().doc.version()
    }

    fn copies(&self) -> Vec<Lost> {
        self.state.lock().unwrap().lost.clone()
    }
}

async fn story(text: &str) -> (Scene, Person, kernel::ProjectId, FileId) {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("notes.txt", text)]).await.summary.id;
    let file = scene.file(&ada, project, "notes.txt").await["id"].as_str().unwrap().parse().unwrap();
    (scene, ada, project, file)
}

#[tokio::test]
async fn two_editors_end_with_one_text_and_the_api_reads_it() {
    let (scene, ada, _, file) = story("Dear all,\n").await;
    let one = Editor::open(&*scene.live, &ada.caller(), file).await.unwrap();
    let other = Editor::open(&*scene.live, &ada.caller(), file).await.unwrap();
    for round in 0..20 {
        one.write(10, &format!("a{round} "));
        other.write(10, &format!("b{round} "));
        one.speak().await;
        other.speak().await;
    }
    one.settle().await;
    other.settle().await;
    wait_for("both have heard everything", async || one.text() == other.text()).await;
    assert_eq!(scene.text(&ada, &file.to_string()).await, one.text());
    assert_eq!(one.text().matches('a').count(), 20 + "Dear all".matches('a').count());
    let shown = scene.client.get(&format!("/api/v1/files/{file}"), &ada).await.json();
    assert_eq!(shown["version"].as_u64().unwrap(), one.version());
}

#[tokio::test]
async fn a_write_over_the_api_reaches_open_editors_and_they_reach_it() {
    let (scene, ada, _, file) = story("one\ntwo\n").await;
    let editor = Editor::open(&*scene.live, &ada.caller(), file).await.unwrap();
    editor.write(0, "zero\n");
    editor.settle().await;

    // Made for the text before the document was opened: it lands where it was meant.
    let late = scene.insert(&ada, &file.to_string(), 1, 8, "three\n").await;
    assert_eq!(late.json()["mergedText"], "zero\none\ntwo\nthree\n", "{}", late.text());
    wait_for("the editor hears of it", async || {
        editor.speak().await;
        editor.text() == "zero\none\ntwo\nthree\n"
    })
    .await;
    editor.settle().await;
    editor.write(0, "# ");
    editor.settle().await;
    assert_eq!(scene.text(&ada, &file.to_string()).await, "# zero\none\ntwo\nthree\n");
    assert_eq!(editor.copies(), []);
}

#[tokio::test]
async fn a_restart_in_the_middle_loses_nothing_and_repeats_nothing() {
    let (scene, ada, _, file) = story("start\n").await;
    let editor = Editor::open(&*scene.live, &ada.caller(), file).await.unwrap();
    editor.write(6, "one\n");
    editor.settle().await;
    // Sent, perhaps stored, and never answered.
    editor.write(10, "two\n");
    editor.speak().await;
    editor.write(14, "three\n");
    let kept = editor.state.lock().unwrap().doc.save().expect("a text");
    drop(editor);

    let again = crate::scene::again(scene);
    let editor = Editor::open_with(&*again.live, &ada.caller(), file, ClientDoc::restore(kept, 4)).await.unwrap();
    assert_eq!(editor.text(), "start\none\ntwo\nthree\n");
    assert_eq!(again.text(&ada, &file.to_string()).await, "start\none\ntwo\nthree\n");
    assert_eq!(editor.copies(), []);
}

#[tokio::test]
async fn who_may_only_look_keeps_a_copy_of_what_they_typed() {
    let (scene, ada, project, file) = story("mine\n").await;
    let project = scene.service.get(&ada.caller(), project).await.unwrap();
    let guest = scene.guest(&project, "look", "viewer").await;
    let editor = Editor::open(&*scene.live, &guest, file).await.unwrap();
    editor.write(0, "graffiti ");
    editor.settle().await;
    assert_eq!(editor.text(), "mine\n");
    assert_eq!(editor.copies(), [Lost { text: "graffiti mine\n".into() }]);

    let writer = scene.guest(&project, "write", "editor").await;
    let editor = Editor::open(&*scene.live, &writer, file).await.unwrap();
    editor.line.set_may_write(false).await;
    editor.write(0, "late ");
    editor.settle().await;
    assert_eq!(editor.copies().len(), 1);
    editor.line.set_may_write(true).await;
    editor.write(0, "now ");
    editor.settle().await;
    assert_eq!(scene.text(&ada, &file.to_string()).await, "now mine\n");
}

#[tokio::test]
async fn a_locked_file_is_written_by_its_holder_alone() {
    let (scene, ada, project, file) = story("mine\n").await;
    let project = scene.service.get(&ada.caller(), project).await.unwrap();
    let writer = scene.guest(&project, "write", "editor").await;
    let holder = Editor::open(&*scene.live, &ada.caller(), file).await.unwrap();
    let other = Editor::open(&*scene.live, &writer, file).await.unwrap();
    assert!(holder.line.lock(true).await);
    wait_for("the other hears of it", async || other.state.lock().unwrap().locked.is_some()).await;
    assert!(!other.line.lock(true).await);

    other.write(0, "hers? ");
    other.settle().await;
    assert_eq!(other.copies().len(), 1);
    let ben = scene.world.person("ben").await;
    let caller = Caller::Person { who: *ben.caller().signed_in().unwrap(), share_token: Some("write".into()) };
    let body = json!({"baseVersion": 1, "edits": [{"start": 0, "end": 0, "text": "x"}]});
    let answer = scene.client.call(Method::PATCH, &format!("/api/v1/files/{file}"), &caller, Some(body)).await;
    assert_eq!((answer.status, answer.code()), (409, "file_locked".to_owned()));
    holder.write(0, "still ");
    holder.settle().await;

    drop(holder);
    wait_for("it is free once its holder has left", async || other.state.lock().unwrap().locked.is_none()).await;
    other.write(0, "all ");
    other.settle().await;
    assert_eq!(scene.text(&ada, &file.to_string()).await, "all still mine\n");
}

#[tokio::test]
async fn an_editor_that_was_away_for_long_is_brought_up_to_date_from_the_log() {
    let (scene, ada, _, file) = story("0\n").await;
    let away = Editor::open(&*scene.live, &ada.caller(), file).await.unwrap();
    let kept = away.state.lock().unwrap().doc.save().expect("a text");
    drop(away);
    let busy = Editor::open(&*scene.live, &ada.caller(), file).await.unwrap();
    for number in 0..200 {
        busy.write(0, &format!("{number} "));
        busy.speak().await;
    }
    busy.settle().await;
    // A document that starts over remembers nothing; the log does.
    let again = crate::scene::again(scene);
    let mut doc = ClientDoc::restore(kept, 4);
    doc.edit(&Op::splice(0, 0, "offline ").unwrap(), false).unwrap();
    let back = Editor::open_with(&*again.live, &ada.caller(), file, doc).await.unwrap();
    assert_eq!(back.copies(), []);
    assert!(back.text().starts_with("offline 199 198"), "{}", back.text());
    assert_eq!(again.text(&ada, &file.to_string()).await, back.text());
}

#[tokio::test]
async fn a_deleted_file_says_so_and_what_is_no_text_is_refused() {
    let (scene, ada, project, file) = story("bye\n").await;
    let editor = Editor::open(&*scene.live, &ada.caller(), file).await.unwrap();
    scene.service.delete_file(&ada.caller(), file).await.unwrap();
    wait_for("the editor hears of it", async || editor.state.lock().unwrap().is_gone).await;
    assert!(matches!(Editor::open(&*scene.live, &ada.caller(), file).await.map(|_| ()), Err(ProjectsError::NotFound)));
    let image = scene.service.add_file(&ada.caller(), project, "dot.png", vec![0x89, 0, 1, 2]).await.unwrap();
    assert!(matches!(
        Editor::open(&*scene.live, &ada.caller(), image.id).await.map(|_| ()),
        Err(ProjectsError::Binary { .. })
    ));
    let stranger = scene.world.person("eve").await;
    assert!(matches!(
        Editor::open(&*scene.live, &stranger.caller(), image.id).await.map(|_| ()),
        Err(ProjectsError::NotFound)
    ));
}
