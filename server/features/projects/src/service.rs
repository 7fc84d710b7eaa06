//! The promise, kept. Each method of the contract is one function in a module below; what several of them share is here.
mod archive;
mod files;
mod generation;
mod history;
mod projects;
mod versions;

use std::sync::Arc;

use async_trait::async_trait;
use blueprint::Plan;
use db::Tx;
use edits::TextEdit;
use futures::stream::BoxStream;
use kernel::{Caller, Cursor, Fault, FileId, Page, ProjectId, SignedIn, VersionId};
use ports::{BlobError, BlobHash};
use projects_contract::{
    Edited, FileContent, FileDiff, FileEntry, FileWrite, GenerationEvent, NewFile, NewProject, Project, ProjectSummary,
    Projects, ProjectsError, Storage, Version,
};

use crate::{
    Deps,
    generate::Runs,
    live::Live,
    rules,
    store::{self, ProjectAccess},
};

/// Texts up to this size are compared where the request runs; larger ones would hold up other requests on its thread.
const INLINE_BYTES: usize = 128 * 1024;

/// The service. Cheap to clone: a running generation keeps a clone.
#[derive(Clone)]
pub struct Service {
    deps: Deps,
    runs: Arc<Runs>,
    live: Live,
}

impl Service {
    /// A service without anything running.
    pub fn new(deps: Deps, live: Live) -> Self {
        Self { deps, runs: Arc::default(), live }
    }

    /// Keeps bytes; a full disk is its own error.
    async fn put_blob(&self, bytes: &[u8]) -> Result<BlobHash, ProjectsError> {
        self.deps.blobs.put(bytes).await.map_err(blob_error)
    }

    async fn get_blob(&self, hash: &BlobHash) -> Result<Vec<u8>, ProjectsError> {
        self.deps.blobs.get(hash).await.map_err(blob_error)
    }

    /// Ends a write: the limits are checked on what the transaction has made of the project, and its time of change is
    /// set. `new_bytes` is what the write added to storage; `more_files` says whether the project may have more files.
    async fn settle(
        &self,
        tx: &mut Tx,
        access: &ProjectAccess,
        new_bytes: i64,
        more_files: bool,
    ) -> Result<(), ProjectsError> {
        if new_bytes > 0 || more_files {
            let (files, bytes) = store::usage::of_project(tx, access).await?;
            rules::check_project(files, bytes)?;
        }
        if new_bytes > 0 {
            let used = store::usage::bytes_of(tx, access.creator()).await?;
            if used > self.deps.quota_bytes {
                let used_bytes = used.saturating_sub(new_bytes.unsigned_abs());
                return Err(ProjectsError::QuotaFull { used_bytes, quota_bytes: self.deps.quota_bytes });
            }
        }
        Ok(store::projects::touch(tx, access, self.deps.clock.now()).await?)
    }
}

fn blob_error(error: BlobError) -> ProjectsError {
    match error {
        BlobError::Full => ProjectsError::DiskFull,
        other => ProjectsError::Fault(Fault::from(other)),
    }
}

/// The signed-in person, for what guests cannot do.
fn signed_in(by: &Caller) -> Result<&SignedIn, ProjectsError> {
    by.signed_in().ok_or(ProjectsError::SignInFirst)
}

/// Runs work that may take long on a thread for such work when `bytes` says that it may.
async fn heavy<T: Send + 'static>(bytes: usize, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    if bytes <= INLINE_BYTES { Ok(work()) } else { Ok(tokio::task::spawn_blocking(work).await?) }
}

#[async_trait]
impl Projects for Service {
    async fn keep_draft(&self, description: String) -> Result<String, ProjectsError> {
        projects::keep_draft(self, &description).await
    }

    async fn take_draft(&self, secret: &str) -> Result<Option<String>, ProjectsError> {
        projects::take_draft(self, secret).await
    }

    async fn plan(&self, _: &Caller, description: &str) -> Result<Plan, ProjectsError> {
        projects::plan(description).await
    }

    async fn create(&self, by: &Caller, new: NewProject) -> Result<Project, ProjectsError> {
        projects::create(self, by, new, None).await
    }

    async fn create_once(&self, by: &Caller, new: NewProject, key: &str) -> Result<Project, ProjectsError> {
        projects::create(self, by, new, Some(key)).await
    }

    async fn revise_plan(&self, by: &Caller, project: ProjectId, plan: Plan) -> Result<Project, ProjectsError> {
        projects::revise_plan(self, by, project, plan).await
    }

    async fn generate(
        &self,
        by: &Caller,
        project: ProjectId,
    ) -> Result<BoxStream<'static, GenerationEvent>, ProjectsError> {
        generation::generate(self, by, project).await
    }

    async fn use_built_in(&self, by: &Caller, project: ProjectId) -> Result<Project, ProjectsError> {
        projects::use_built_in(self, by, project).await
    }

    async fn create_from_files(
        &self,
        by: &Caller,
        name: &str,
        description: &str,
        files: Vec<NewFile>,
    ) -> Result<Project, ProjectsError> {
        archive::create_from_files(self, by, name, description, files, archive::Source::Template).await
    }

    async fn list(
        &self,
        by: &Caller,
        trashed: bool,
        after: Option<Cursor>,
    ) -> Result<Page<ProjectSummary>, ProjectsError> {
        projects::list(self, by, trashed, after).await
    }

    async fn get(&self, by: &Caller, project: ProjectId) -> Result<Project, ProjectsError> {
        projects::get(self, by, project).await
    }

    async fn rename(&self, by: &Caller, project: ProjectId, name: &str) -> Result<Project, ProjectsError> {
        projects::rename(self, by, project, name).await
    }

    async fn trash(&self, by: &Caller, project: ProjectId) -> Result<(), ProjectsError> {
        projects::set_trashed(self, by, project, true).await.map(|_| ())
    }

    async fn untrash(&self, by: &Caller, project: ProjectId) -> Result<Project, ProjectsError> {
        projects::set_trashed(self, by, project, false).await
    }

    async fn delete_forever(&self, by: &Caller, project: ProjectId) -> Result<(), ProjectsError> {
        projects::delete_forever(self, by, project).await
    }

    async fn files(&self, by: &Caller, project: ProjectId) -> Result<Vec<FileEntry>, ProjectsError> {
        files::list(self, by, project).await
    }

    async fn snapshot(&self, by: &Caller, project: ProjectId) -> Result<Vec<FileContent>, ProjectsError> {
        files::snapshot(self, by, project).await
    }

    async fn read(&self, by: &Caller, file: FileId) -> Result<FileContent, ProjectsError> {
        files::read(self, by, file).await
    }

    async fn read_bytes(&self, by: &Caller, file: FileId) -> Result<(FileEntry, Vec<u8>), ProjectsError> {
        files::read_bytes(self, by, file).await
    }

    async fn add_file(
        &self,
        by: &Caller,
        project: ProjectId,
        path: &str,
        bytes: Vec<u8>,
    ) -> Result<FileEntry, ProjectsError> {
        files::add(self, by, project, path, bytes).await
    }

    async fn put_file(
        &self,
        by: &Caller,
        project: ProjectId,
        path: &str,
        bytes: Vec<u8>,
    ) -> Result<FileEntry, ProjectsError> {
        files::put(self, by, project, path, bytes).await
    }

    async fn edit(
        &self,
        by: &Caller,
        file: FileId,
        base_version: i64,
        edits: Vec<TextEdit>,
    ) -> Result<Edited, ProjectsError> {
        files::edit(self, by, file, base_version, edits).await
    }

    async fn edit_many(
        &self,
        by: &Caller,
        project: ProjectId,
        writes: Vec<FileWrite>,
    ) -> Result<Vec<FileEntry>, ProjectsError> {
        files::edit_many(self, by, project, writes).await
    }

    async fn move_file(&self, by: &Caller, file: FileId, to: &str) -> Result<FileEntry, ProjectsError> {
        files::move_file(self, by, file, to).await
    }

    async fn move_folder(
        &self,
        by: &Caller,
        project: ProjectId,
        from: &str,
        to: &str,
    ) -> Result<Vec<FileEntry>, ProjectsError> {
        files::move_folder(self, by, project, from, to).await
    }

    async fn delete_file(&self, by: &Caller, file: FileId) -> Result<(), ProjectsError> {
        files::delete(self, by, file).await
    }

    async fn undelete_file(&self, by: &Caller, file: FileId) -> Result<FileEntry, ProjectsError> {
        files::undelete(self, by, file).await
    }

    async fn trashed_files(&self, by: &Caller, project: ProjectId) -> Result<Vec<FileEntry>, ProjectsError> {
        files::trashed(self, by, project).await
    }

    async fn empty_trash(&self, by: &Caller, project: ProjectId) -> Result<u64, ProjectsError> {
        files::empty_trash(self, by, project).await
    }

    async fn versions(
        &self,
        by: &Caller,
        project: ProjectId,
        after: Option<Cursor>,
    ) -> Result<Page<Version>, ProjectsError> {
        versions::page(self, by, project, after).await
    }

    async fn checkpoint(
        &self,
        by: &Caller,
        project: ProjectId,
        message: Option<String>,
    ) -> Result<Version, ProjectsError> {
        versions::checkpoint(self, by, project, message).await
    }

    async fn compare(
        &self,
        by: &Caller,
        from: VersionId,
        to: Option<VersionId>,
    ) -> Result<Vec<FileDiff>, ProjectsError> {
        versions::compare(self, by, from, to).await
    }

    async fn restore(&self, by: &Caller, version: VersionId) -> Result<Version, ProjectsError> {
        versions::restore(self, by, version).await
    }

    async fn export_zip(&self, by: &Caller, project: ProjectId) -> Result<(String, Vec<u8>), ProjectsError> {
        archive::export(self, by, project).await
    }

    async fn export_history(
        &self,
        by: &Caller,
        project: ProjectId,
    ) -> Result<(String, BoxStream<'static, Result<Vec<u8>, Fault>>), ProjectsError> {
        history::export(self, by, project).await
    }

    async fn import_zip(&self, by: &Caller, name: &str, archive: Vec<u8>) -> Result<Project, ProjectsError> {
        archive::import(self, by, name, archive).await
    }

    async fn storage(&self, by: &Caller) -> Result<Storage, ProjectsError> {
        projects::storage(self, by).await
    }
}
