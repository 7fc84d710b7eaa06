//! Saving, comparing and bringing back.
use serde_json::{Value, json};

use crate::scene::{Scene, scene};
use testkit::Person;

async fn checkpoint(scene: &Scene, by: &Person, project: kernel::ProjectId, message: &str) -> Value {
    let answer =
        scene.client.post(&format!("/api/v1/projects/{project}/versions"), by, json!({"message": message})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn saving_twice_without_a_change_is_saving_once() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a")]).await.summary.id;
    let same = checkpoint(&scene, &ada, project, "nothing new").await;
    assert_eq!((&same["number"], &same["origin"]), (&json!(1), &json!("import")));

    let file = scene.file(&ada, project, "a.txt").await;
    let id = file["id"].as_str().unwrap();
    scene.insert(&ada, id, 1, 0, "b").await;
    let second = checkpoint(&scene, &ada, project, " first words ").await;
    assert_eq!((&second["number"], &second["message"]), (&json!(2), &json!("first words")));
    assert_eq!(checkpoint(&scene, &ada, project, "again").await["id"], second["id"]);
    // A new name is a change too.
    scene.client.post(&format!("/api/v1/files/{id}/move"), &ada, json!({"to": "b.txt"})).await;
    assert_eq!(checkpoint(&scene, &ada, project, "").await["number"], 3);

    let long = json!({"message": "x".repeat(201)});
    let refused = scene.client.post(&format!("/api/v1/projects/{project}/versions"), &ada, long).await;
    assert_eq!((refused.status, refused.code().as_str()), (422, "long_message"));
}

#[tokio::test]
async fn a_full_disk_saves_no_version_and_loses_nothing() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "a")]).await.summary.id;
    let id = scene.file(&ada, project, "a.txt").await["id"].as_str().unwrap().to_owned();
    scene.insert(&ada, &id, 1, 0, "new words ").await;

    scene.world.blobs.fill_up(true);
    let address = format!("/api/v1/projects/{project}/versions");
    let refused = scene.client.post(&address, &ada, json!({})).await;
    assert_eq!((refused.status, refused.code().as_str()), (503, "disk_full"));
    assert_eq!(scene.client.get(&address, &ada).await.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(scene.text(&ada, &id).await, "new words a");

    scene.world.blobs.fill_up(false);
    assert_eq!(checkpoint(&scene, &ada, project, "").await["number"], 2);
}

#[tokio::test]
async fn a_version_comes_back_with_the_same_files_and_the_present_state_is_kept() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene
        .project(&ada, &[("a.txt", "one\n"), ("b.txt", "b"), ("gone.txt", "g"), ("swap.txt", "s")])
        .await
        .summary
        .id;
    let mut ids = Vec::new();
    for path in ["a.txt", "b.txt", "gone.txt", "swap.txt"] {
        ids.push(scene.file(&ada, project, path).await["id"].as_str().unwrap().to_owned());
    }
    let versions = format!("/api/v1/projects/{project}/versions");
    let first = scene.client.get(&versions, &ada).await.json()["items"][0]["id"].as_str().unwrap().to_owned();

    scene.insert(&ada, &ids[0], 1, 4, "two\n").await;
    scene.client.delete(&format!("/api/v1/files/{}", ids[2]), &ada).await;
    // b and swap change places, and a new file stands where the deleted one was.
    for (id, to) in [(&ids[1], "x"), (&ids[3], "b.txt"), (&ids[1], "swap.txt")] {
        assert_eq!(scene.client.post(&format!("/api/v1/files/{id}/move"), &ada, json!({"to": to})).await.status, 200);
    }
    let files = format!("/api/v1/projects/{project}/files");
    scene.client.post(&files, &ada, json!({"path": "gone.txt", "text": "another"})).await;
    let unsaved = scene.client.get(&format!("/api/v1/projects/{project}/snapshot"), &ada).await.json();

    let restored = scene.client.post(&format!("/api/v1/versions/{first}/restore"), &ada, json!({})).await;
    assert_eq!(restored.status, 200, "{}", restored.text());
    assert_eq!((&restored.json()["number"], &restored.json()["origin"]), (&json!(3), &json!("restore")));
    assert_eq!(scene.paths(&ada, project).await, ["a.txt", "b.txt", "gone.txt", "swap.txt"]);
    for (path, id, text) in
        [("a.txt", &ids[0], "one\n"), ("b.txt", &ids[1], "b"), ("gone.txt", &ids[2], "g"), ("swap.txt", &ids[3], "s")]
    {
        assert_eq!(scene.file(&ada, project, path).await["id"].as_str(), Some(id.as_str()));
        assert_eq!(scene.text(&ada, id).await, text);
    }
    // A tab that still holds the text from before the restore is merged, not overwritten.
    let late = scene.insert(&ada, &ids[0], 2, 0, "zero\n").await;
    assert_eq!(late.json()["mergedText"], "zero\none\n", "{}", late.text());

    let list = scene.client.get(&versions, &ada).await.json();
    assert_eq!(list["items"][1]["origin"], "automatic");
    let automatic = list["items"][1]["id"].as_str().unwrap();
    assert_eq!(scene.client.post(&format!("/api/v1/versions/{automatic}/restore"), &ada, json!({})).await.status, 200);
    let again = scene.client.get(&format!("/api/v1/projects/{project}/snapshot"), &ada).await.json();
    let texts = |files: &Value| -> Vec<(Value, Value, Value)> {
        files.as_array().unwrap().iter().map(|f| (f["id"].clone(), f["path"].clone(), f["text"].clone())).collect()
    };
    assert_eq!(texts(&again), texts(&unsaved));
}

#[tokio::test]
async fn a_comparison_names_what_happened_to_each_file() {
    let scene = scene().await;
    let ada = scene.world.person("ada").await;
    let project = scene.project(&ada, &[("a.txt", "1\n2\n3\n"), ("b.txt", "b\n"), ("c.txt", "c\n")]).await.summary.id;
    let id = |file: Value| file["id"].as_str().unwrap().to_owned();
    let versions = format!("/api/v1/projects/{project}/versions");
    let first = id(scene.client.get(&versions, &ada).await.json()["items"][0].clone());
    let compare = format!("/api/v1/versions/{first}/compare");
    assert_eq!(scene.client.get(&compare, &ada).await.json(), json!([]));

    scene.insert(&ada, &id(scene.file(&ada, project, "a.txt").await), 1, 2, "x").await;
    let b = id(scene.file(&ada, project, "b.txt").await);
    scene.client.post(&format!("/api/v1/files/{b}/move"), &ada, json!({"to": "d/b.txt"})).await;
    scene.client.delete(&format!("/api/v1/files/{}", id(scene.file(&ada, project, "c.txt").await)), &ada).await;
    scene.client.post(&format!("/api/v1/projects/{project}/files"), &ada, json!({"path": "e.txt", "text": "e"})).await;

    let now = scene.client.get(&compare, &ada).await.json();
    let summary: Vec<(String, String)> = now
        .as_array()
        .unwrap()
        .iter()
        .map(|diff| (diff["path"].as_str().unwrap().to_owned(), diff["change"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [("a.txt", "changed"), ("c.txt", "removed"), ("d/b.txt", "moved"), ("e.txt", "added")];
    assert_eq!(summary, expected.map(|(path, change)| (path.to_owned(), change.to_owned())));
    assert_eq!(now[0]["oldText"], "1\n2\n3\n");
    assert_eq!(now[0]["newText"], "1\nx2\n3\n");
    assert_eq!(now[0]["hunks"].as_array().unwrap().len(), 1);
    assert_eq!(now[2]["oldPath"], "b.txt");

    // Against a saved version the answer is the same.
    let second = id(checkpoint(&scene, &ada, project, "").await);
    assert_eq!(scene.client.get(&format!("{compare}?to={second}"), &ada).await.json(), now);
    // A version of another project is not there.
    let other = scene.project(&ada, &[("z.txt", "z")]).await.summary.id;
    let foreign =
        id(scene.client.get(&format!("/api/v1/projects/{other}/versions"), &ada).await.json()["items"][0].clone());
    assert_eq!(scene.client.get(&format!("{compare}?to={foreign}"), &ada).await.status, 404);
}
