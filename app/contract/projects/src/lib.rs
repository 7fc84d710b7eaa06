//! What the projects feature promises: describe an app, get files, edit them, keep every version.
//!
//! There are two ways to change the text of a file: key by key in a document that several people have open
//! ([`LiveFiles`]), and at once ([`Projects::edit`], where the assistant, restoring and programs end). Each meets the other
//! under the file's version. Nothing here writes files before a plan was approved. This crate holds data, one trait and one
//! error enum; it knows neither HTTP nor SQL.
mod data;
mod error;
mod live;
mod path;

pub use blueprint;
pub use blueprint::{Kind as AppKind, Plan};
pub use data::*;
pub use doc;
pub use edits::{Hunk, TextEdit};
pub use error::ProjectsError;
pub use live::{Happening, Listener, LiveFile, LiveFiles, News, Spot, TreeWatch};
pub use path::{FilePath, PathProblem};

use async_trait::async_trait;
use futures_core::stream::BoxStream;
use kernel::{Caller, Cursor, Fault, FileId, Page, ProjectId, VersionId};

/// Everything that can be done with projects. Each method checks that `by` may do it; what is not shared with `by`
/// answers [`ProjectsError::NotFound`].
#[async_trait]
pub trait Projects: Send + Sync {
    /// Keeps a visitor's words for 24 hours and answers the secret that fetches them once, after sign-up.
    async fn keep_draft(&self, description: String) -> Result<String, ProjectsError>;

    /// Hands a kept draft over, once. `None` when it is unknown, used or too old.
    async fn take_draft(&self, secret: &str) -> Result<Option<String>, ProjectsError>;

    /// Reads a description and answers what would be built. Writes nothing.
    async fn plan(&self, by: &Caller, description: &str) -> Result<Plan, ProjectsError>;

    /// Makes a project. Without `approved` it stays in [`ProjectState::Planned`] and has no files.
    async fn create(&self, by: &Caller, new: NewProject) -> Result<Project, ProjectsError>;

    /// Makes a project once per `key` (1 to 200 characters): the same person sending the same key again within a day
    /// gets the first project, so a form that was sent twice makes one.
    async fn create_once(&self, by: &Caller, new: NewProject, key: &str) -> Result<Project, ProjectsError>;

    /// Replaces the plan of a project whose files have not been written yet.
    async fn revise_plan(&self, by: &Caller, project: ProjectId, plan: Plan) -> Result<Project, ProjectsError>;

    /// Approves the plan and writes the files, telling of each as it is written. The work goes on to its end even when
    /// nobody listens any more; calling it again while it runs, or after, joins it and repeats the events.
    async fn generate(
        &self,
        by: &Caller,
        project: ProjectId,
    ) -> Result<BoxStream<'static, GenerationEvent>, ProjectsError>;

    /// Hands a project that is planned or failed to the built-in generator, for when the model that should write it
    /// does not answer. [`Projects::generate`] then starts it.
    async fn use_built_in(&self, by: &Caller, project: ProjectId) -> Result<Project, ProjectsError>;

    /// Makes a project from files that exist: a template, an import. It is ready at once.
    async fn create_from_files(
        &self,
        by: &Caller,
        name: &str,
        description: &str,
        files: Vec<NewFile>,
    ) -> Result<Project, ProjectsError>;

    /// The caller's projects, last changed first, 24 a page; with `trashed` those in the trash instead.
    async fn list(
        &self,
        by: &Caller,
        trashed: bool,
        after: Option<Cursor>,
    ) -> Result<Page<ProjectSummary>, ProjectsError>;

    /// One project.
    async fn get(&self, by: &Caller, project: ProjectId) -> Result<Project, ProjectsError>;

    /// Renames a project; 1 to 80 characters.
    async fn rename(&self, by: &Caller, project: ProjectId, name: &str) -> Result<Project, ProjectsError>;

    /// Puts a project in the trash, where it stays for 30 days.
    async fn trash(&self, by: &Caller, project: ProjectId) -> Result<(), ProjectsError>;

    /// Takes a project out of the trash.
    async fn untrash(&self, by: &Caller, project: ProjectId) -> Result<Project, ProjectsError>;

    /// Deletes a project in the trash for good, with its files and versions. Only its owner can.
    async fn delete_forever(&self, by: &Caller, project: ProjectId) -> Result<(), ProjectsError>;

    /// All files that are not in the trash, by path.
    async fn files(&self, by: &Caller, project: ProjectId) -> Result<Vec<FileEntry>, ProjectsError>;

    /// All files with their text, for the preview, the assistant's context and export. Binary files come without text.
    async fn snapshot(&self, by: &Caller, project: ProjectId) -> Result<Vec<FileContent>, ProjectsError>;

    /// One file with its text.
    async fn read(&self, by: &Caller, file: FileId) -> Result<FileContent, ProjectsError>;

    /// The bytes of one file, text or not.
    async fn read_bytes(&self, by: &Caller, file: FileId) -> Result<(FileEntry, Vec<u8>), ProjectsError>;

    /// Adds a file. Bytes that are not UTF-8, or hold a NUL, are kept as a binary file.
    async fn add_file(
        &self,
        by: &Caller,
        project: ProjectId,
        path: &str,
        bytes: Vec<u8>,
    ) -> Result<FileEntry, ProjectsError>;

    /// Adds a file, or replaces what is in the file at that path: same id, next version. Bytes count as in
    /// [`Projects::add_file`], so a text file can become a binary one and back.
    async fn put_file(
        &self,
        by: &Caller,
        project: ProjectId,
        path: &str,
        bytes: Vec<u8>,
    ) -> Result<FileEntry, ProjectsError>;

    /// Changes the text of a file: the one write path. `edits` count UTF-16 units of the text at `base_version`.
    /// When the file has moved on, both sides are merged line by line; lines that both changed answer
    /// [`ProjectsError::Stale`] and change nothing.
    async fn edit(
        &self,
        by: &Caller,
        file: FileId,
        base_version: i64,
        edits: Vec<TextEdit>,
    ) -> Result<Edited, ProjectsError>;

    /// Changes several files at once: all or none. The assistant's changes and their undo come this way.
    async fn edit_many(
        &self,
        by: &Caller,
        project: ProjectId,
        writes: Vec<FileWrite>,
    ) -> Result<Vec<FileEntry>, ProjectsError>;

    /// Renames or moves a file.
    async fn move_file(&self, by: &Caller, file: FileId, to: &str) -> Result<FileEntry, ProjectsError>;

    /// Renames or moves a folder with all that is in it.
    async fn move_folder(
        &self,
        by: &Caller,
        project: ProjectId,
        from: &str,
        to: &str,
    ) -> Result<Vec<FileEntry>, ProjectsError>;

    /// Puts a file in the project's trash.
    async fn delete_file(&self, by: &Caller, file: FileId) -> Result<(), ProjectsError>;

    /// Takes a file out of the trash; when its path is taken meanwhile, it comes back under a free name beside it.
    async fn undelete_file(&self, by: &Caller, file: FileId) -> Result<FileEntry, ProjectsError>;

    /// The files in the project's trash, last deleted first.
    async fn trashed_files(&self, by: &Caller, project: ProjectId) -> Result<Vec<FileEntry>, ProjectsError>;

    /// Deletes the files in the project's trash for good and answers how many. Only its owner can. Versions that hold
    /// them keep them.
    async fn empty_trash(&self, by: &Caller, project: ProjectId) -> Result<u64, ProjectsError>;

    /// Saved versions, newest first, 50 a page.
    async fn versions(
        &self,
        by: &Caller,
        project: ProjectId,
        after: Option<Cursor>,
    ) -> Result<Page<Version>, ProjectsError>;

    /// Saves the present state. When nothing changed since the last version, that one is answered again.
    async fn checkpoint(
        &self,
        by: &Caller,
        project: ProjectId,
        message: Option<String>,
    ) -> Result<Version, ProjectsError>;

    /// What changed from `from` to `to`, or to the present state when `to` is absent.
    async fn compare(
        &self,
        by: &Caller,
        from: VersionId,
        to: Option<VersionId>,
    ) -> Result<Vec<FileDiff>, ProjectsError>;

    /// Brings a version back, as a new version on top. The present state is saved as a version first.
    async fn restore(&self, by: &Caller, version: VersionId) -> Result<Version, ProjectsError>;

    /// The whole project as a zip archive.
    async fn export_zip(&self, by: &Caller, project: ProjectId) -> Result<(String, Vec<u8>), ProjectsError>;

    /// The project with all its versions as a stream for `git fast-import`, and a name for the file. A stream that ends
    /// with an error, or without the line `done`, is not whole; Git refuses it.
    async fn export_history(
        &self,
        by: &Caller,
        project: ProjectId,
    ) -> Result<(String, BoxStream<'static, Result<Vec<u8>, Fault>>), ProjectsError>;

    /// A project from a zip archive of at most 64 MiB, unpacked at most 128 MiB.
    async fn import_zip(&self, by: &Caller, name: &str, archive: Vec<u8>) -> Result<Project, ProjectsError>;

    /// What the caller's projects hold and may hold, in bytes.
    async fn storage(&self, by: &Caller) -> Result<Storage, ProjectsError>;
}
