//! A project with all its versions, in the format that `git fast-import` reads
//! (<https://git-scm.com/docs/git-fast-import>): a commit for each version, and one for what was changed since the last.
//!
//! # Decisions
//! - A stream of text instead of a repository: it needs no Git here, it is written while it is sent, and whoever reads it
//!   has Git. `feature done` makes Git refuse a stream that was cut off.
//! - Authors have their display names and no address: a history is for passing on, addresses are not.
use std::collections::HashMap;

use futures::{StreamExt, stream, stream::BoxStream};
use kernel::{Caller, Fault, ProjectId, Timestamp, VersionId};
use ports::BlobHash;
use projects_contract::{ProjectsError, Version};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::{Service, archive::folder_name, versions as version_service};
use crate::store::{
    access,
    files::{self, Body},
    projects,
    versions::{self, Kept},
};

/// Versions that are read at one time.
const PAGE: i64 = 200;
/// Pieces that wait for a slow reader.
const WAITING: usize = 4;

/// Pieces of the stream; an error ends it early.
pub type Pieces = BoxStream<'static, Result<Vec<u8>, Fault>>;

pub async fn export(service: &Service, by: &Caller, project: ProjectId) -> Result<(String, Pieces), ProjectsError> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    let stored = projects::get(&mut tx, &access).await?;
    tx.commit().await?;
    let folder = folder_name(&stored.summary.name);
    let (sender, receiver) = channel(WAITING);
    let writer = Writer { sender, marks: HashMap::new(), next: 1 };
    let (service, by, name) = (service.clone(), by.clone(), folder.clone());
    web::tasks::spawn("write a history for Git", async move {
        let sender = writer.sender.clone();
        if let Err(End::Failed(fault)) = writer.write(&service, &by, project, &name).await {
            let _ = sender.send(Err(fault)).await;
        }
    });
    Ok((format!("{folder}.fast-import"), pieces(receiver)))
}

fn pieces(receiver: Receiver<Result<Vec<u8>, Fault>>) -> Pieces {
    stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) }).boxed()
}

/// Why writing ended before its end.
enum End {
    /// Nobody reads any more.
    Left,
    /// Something of ours.
    Failed(Fault),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

impl From<ProjectsError> for End {
    fn from(error: ProjectsError) -> Self {
        Self::Failed(match error {
            ProjectsError::Fault(fault) => fault,
            other => Fault::new(other.to_string()),
        })
    }
}

struct Writer {
    sender: Sender<Result<Vec<u8>, Fault>>,
    /// Contents that were written already, by what refers to them.
    marks: HashMap<BlobHash, u64>,
    next: u64,
}

impl Writer {
    async fn write(mut self, service: &Service, by: &Caller, project: ProjectId, name: &str) -> Result<(), End> {
        // A feature has to be named before everything else, comments too.
        let help = format!(
            "feature done\n# git init {name} && cd {name} && git fast-import < ../{name}.fast-import && git checkout main\n"
        );
        self.send(help.into_bytes()).await?;
        let mut last: Option<(Version, Vec<Kept>)> = None;
        for version in oldest_first(service, by, project).await? {
            let kept = kept_by(service, by, project, version.id).await?;
            for file in &kept {
                if !self.marks.contains_key(&file.hash) {
                    let bytes = service.get_blob(&file.hash).await?;
                    self.blob(file.hash.clone(), bytes).await?;
                }
            }
            self.commit(&version.by, version.created_at, &title(&version), &kept).await?;
            last = Some((version, kept));
        }
        self.present(service, by, project, last).await?;
        self.send(b"done\n".to_vec()).await
    }

    /// What was changed since the last version.
    async fn present(
        &mut self,
        service: &Service,
        by: &Caller,
        project: ProjectId,
        last: Option<(Version, Vec<Kept>)>,
    ) -> Result<(), End> {
        let mut tx = service.deps.db.begin(by).await?;
        let access = access::see(&mut tx, project).await?;
        let files = files::with_bodies(&mut tx, &access, &[]).await?;
        tx.commit().await?;
        let kept: Vec<Kept> = files.iter().map(version_service::kept_of).collect();
        if last.as_ref().is_some_and(|(_, saved)| version_service::same(saved, &kept)) {
            return Ok(());
        }
        let mut changed_at = last.as_ref().map_or(Timestamp::from_seconds(0), |(version, _)| version.created_at);
        for (file, kept) in files.into_iter().zip(&kept) {
            changed_at = changed_at.max(file.entry.updated_at);
            if !self.marks.contains_key(&kept.hash) {
                let bytes = match file.body {
                    Body::Text(text) => text.into_bytes(),
                    Body::Blob(hash) => service.get_blob(&hash).await?,
                };
                self.blob(kept.hash.clone(), bytes).await?;
            }
        }
        let by = last.map_or_else(|| "Burnish".to_owned(), |(version, _)| version.by);
        self.commit(&by, changed_at, "Changes that are in no version yet", &kept).await
    }

    async fn blob(&mut self, hash: BlobHash, bytes: Vec<u8>) -> Result<(), End> {
        let mut piece = format!("blob\nmark :{}\ndata {}\n", self.next, bytes.len()).into_bytes();
        piece.extend_from_slice(&bytes);
        piece.push(b'\n');
        self.marks.insert(hash, self.next);
        self.next += 1;
        self.send(piece).await
    }

    async fn commit(&mut self, by: &str, at: Timestamp, message: &str, files: &[Kept]) -> Result<(), End> {
        let who = format!("{} <> {} +0000", person(by), at.seconds());
        let mut piece = format!(
            "commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {}\n{message}\ndeleteall\n",
            message.len()
        );
        for file in files {
            let mark = self.marks.get(&file.hash).copied().unwrap_or_default();
            piece.push_str(&format!("M 100644 :{mark} {}\n", quoted(&file.path)));
        }
        piece.push('\n');
        self.send(piece.into_bytes()).await
    }

    async fn send(&self, piece: Vec<u8>) -> Result<(), End> {
        self.sender.send(Ok(piece)).await.map_err(|_| End::Left)
    }
}

async fn oldest_first(service: &Service, by: &Caller, project: ProjectId) -> Result<Vec<Version>, End> {
    let mut all: Vec<Version> = Vec::new();
    loop {
        let mut tx = service.deps.db.begin(by).await?;
        let access = access::see(&mut tx, project).await?;
        let page = versions::page(&mut tx, &access, all.last().map(|version| version.number), PAGE).await?;
        tx.commit().await?;
        let is_last = (page.len() as i64) < PAGE;
        all.extend(page);
        if is_last {
            all.reverse();
            return Ok(all);
        }
    }
}

async fn kept_by(service: &Service, by: &Caller, project: ProjectId, version: VersionId) -> Result<Vec<Kept>, End> {
    let mut tx = service.deps.db.begin(by).await?;
    let access = access::see(&mut tx, project).await?;
    let kept = versions::files(&mut tx, &access, version).await?;
    tx.commit().await?;
    Ok(kept)
}

fn title(version: &Version) -> String {
    version.message.clone().unwrap_or_else(|| format!("Version {}", version.number))
}

/// A name without what ends one in the format.
fn person(name: &str) -> String {
    let plain: String = name.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect();
    if plain.trim().is_empty() { "Somebody".to_owned() } else { plain.trim().to_owned() }
}

/// A path as the format wants it when it holds anything unusual.
fn quoted(path: &str) -> String {
    let mut quoted = String::from("\"");
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
