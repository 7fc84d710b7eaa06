//! What travels between projects and everyone else.
use blueprint::Plan;
use edits::{Hunk, TextEdit};
use kernel::{FileId, OrgId, ProjectId, Timestamp, VersionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most bytes in one file.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;
/// Most files in one project, without its trash.
pub const MAX_FILES: usize = 2_000;
/// Most bytes in all files of one project, without its trash. It bounds what a snapshot or an export holds in memory.
pub const MAX_PROJECT_BYTES: u64 = 128 * 1024 * 1024;
/// Most changes that [`crate::Projects::edit_many`] takes at once.
pub const MAX_WRITES: usize = 500;
/// Longest description, in characters.
pub const MAX_DESCRIPTION_CHARS: usize = 10_000;
/// Longest project name, in characters.
pub const MAX_NAME_CHARS: usize = 80;

/// How far a project is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectState {
    /// A plan, and no files yet.
    Planned,
    /// The files are being written.
    Writing,
    /// Open it.
    Ready,
    /// Writing failed; the reason is in `note`. It can be started again.
    Failed,
}

/// What someone may do in a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectRole {
    /// Reads.
    Viewer,
    /// Reads and writes files.
    Editor,
    /// Also renames, trashes and shares the project.
    Owner,
}

/// A line in the list of projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProjectSummary {
    /// Its id.
    pub id: ProjectId,
    /// Shown everywhere; 1 to 80 characters.
    pub name: String,
    /// The words it was made from, possibly long.
    pub description: String,
    /// One of the twelve kinds' names (`to-do`, …), or `imported`.
    pub kind: String,
    /// A CSS colour that the project uses most, for its picture in lists.
    pub accent: String,
    /// How far it is.
    pub state: ProjectState,
    /// Number of files outside the trash.
    pub file_count: u32,
    /// Their bytes.
    pub size_bytes: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything in it last changed.
    pub updated_at: Timestamp,
    /// When it was put in the trash, if it is there.
    pub trashed_at: Option<Timestamp>,
}

/// One project, for its own pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// What lists show of it.
    #[serde(flatten)]
    pub summary: ProjectSummary,
    /// The org that owns it.
    pub org_id: OrgId,
    /// What the caller may do here.
    pub role: ProjectRole,
    /// What was or will be built; absent for imports and templates.
    #[schema(value_type = Object)]
    pub plan: Option<Plan>,
    /// Who writes or wrote the files: `built-in generator`, a model's name, `import`, `template`.
    pub generator: String,
    /// Why writing failed, or what the generator wants to say, in plain words.
    pub note: Option<String>,
    /// Where its preview is served: another host than this one.
    pub preview_origin: String,
}

/// What makes a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewProject {
    /// What it should be, 1 to 10,000 characters.
    pub description: String,
    /// A plan that was shown and perhaps changed; read from the description when absent.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub plan: Option<Plan>,
    /// False keeps the project planned, for a person to look at. Programs usually leave it out.
    #[serde(default = "yes")]
    pub approved: bool,
}

const fn yes() -> bool {
    true
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Checked like every path.
    pub path: String,
    /// Text or not.
    pub bytes: Vec<u8>,
}

/// What happens while a project is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
pub enum GenerationEvent {
    /// The plan that is being followed.
    Plan {
        /// Who writes.
        generator: String,
        /// What is built.
        #[schema(value_type = Object)]
        plan: Box<Plan>,
    },
    /// A model is writing this file; the text so far is `text_bytes` long.
    Writing {
        /// Which file.
        path: String,
        /// How much has arrived.
        text_bytes: u64,
    },
    /// A file is stored.
    File {
        /// Which file.
        path: String,
        /// Its size.
        size_bytes: u64,
    },
    /// How many files of how many; `total` is absent while nobody can know.
    Progress {
        /// Files stored.
        done: u32,
        /// Files in all.
        total: Option<u32>,
    },
    /// Something to tell the person: a repair, a file that was left out and why.
    Note {
        /// In plain words.
        message: String,
    },
    /// Done; the project can be opened.
    Done {
        /// Which project.
        project_id: ProjectId,
    },
    /// It did not work; what was stored stays, and generation can be started again.
    Failed {
        /// A stable name.
        code: String,
        /// In plain words.
        message: String,
    },
}

impl GenerationEvent {
    /// The event's name on a stream, the same as its `type` in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            GenerationEvent::Plan { .. } => "plan",
            GenerationEvent::Writing { .. } => "writing",
            GenerationEvent::File { .. } => "file",
            GenerationEvent::Progress { .. } => "progress",
            GenerationEvent::Note { .. } => "note",
            GenerationEvent::Done { .. } => "done",
            GenerationEvent::Failed { .. } => "failed",
        }
    }

    /// Whether nothing follows this one.
    pub const fn is_last(&self) -> bool {
        matches!(self, GenerationEvent::Done { .. } | GenerationEvent::Failed { .. })
    }
}

/// A file in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileEntry {
    /// Stays the same through renames.
    pub id: FileId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// From the project's root, with `/`.
    pub path: String,
    /// Counts the writes; the first is 1.
    pub version: i64,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// True when it is not text and is kept as it came.
    pub is_binary: bool,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was put in the trash, if it is there.
    pub trashed_at: Option<Timestamp>,
}

/// A file with what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", from = "FlatContent")]
pub struct FileContent {
    /// Its line in the tree.
    #[serde(flatten)]
    pub entry: FileEntry,
    /// The whole text; absent for binary files.
    pub text: Option<String>,
}

/// [`FileContent`] as it is written. The derived way to read `flatten` keeps the whole text in a second tree first, and
/// its code is heavy in the browser.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FlatContent {
    id: FileId,
    project_id: ProjectId,
    path: String,
    version: i64,
    size_bytes: u64,
    is_binary: bool,
    updated_at: Timestamp,
    trashed_at: Option<Timestamp>,
    text: Option<String>,
}

impl From<FlatContent> for FileContent {
    fn from(flat: FlatContent) -> Self {
        let FlatContent { id, project_id, path, version, size_bytes, is_binary, updated_at, trashed_at, text } = flat;
        let entry = FileEntry { id, project_id, path, version, size_bytes, is_binary, updated_at, trashed_at };
        Self { entry, text }
    }
}

/// What an edit led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Edited {
    /// The version that the file has now.
    pub version: i64,
    /// Set when somebody else had changed the file meanwhile and both changes were merged: the whole new text.
    pub merged_text: Option<String>,
    /// When.
    pub updated_at: Timestamp,
}

/// One of several changes that are made together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
pub enum FileWrite {
    /// Change the text of a file that has exactly this version; otherwise the whole set is refused as stale.
    Edit {
        /// Which.
        file: FileId,
        /// The version that the edits were made for.
        base_version: i64,
        /// What to change.
        edits: Vec<TextEdit>,
    },
    /// Add a file.
    Create {
        /// Where.
        path: String,
        /// The whole text.
        text: String,
    },
    /// Put a file in the trash.
    Delete {
        /// Which.
        file: FileId,
        /// The version that was looked at.
        base_version: i64,
    },
    /// Rename or move a file.
    Move {
        /// Which.
        file: FileId,
        /// Where to.
        to: String,
    },
}

/// Where a version came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VersionOrigin {
    /// The generator wrote the first files.
    Generated,
    /// Somebody pressed save.
    Checkpoint,
    /// An older version was brought back.
    Restore,
    /// Saved on its own before something large happened.
    Automatic,
    /// Files came from an archive or a template.
    Import,
    /// The assistant's changes were applied.
    Assistant,
}

/// A saved state of the whole project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// Its id.
    pub id: VersionId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// 1, 2, 3 … within the project.
    pub number: i64,
    /// What the person wrote, if anything.
    pub message: Option<String>,
    /// Where it came from.
    pub origin: VersionOrigin,
    /// Display name of who made it.
    pub by: String,
    /// When.
    pub created_at: Timestamp,
    /// Number of files in it.
    pub file_count: u32,
}

/// How one file differs between two states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileDiff {
    /// The path in the newer state, or in the older one for a removed file.
    pub path: String,
    /// Set when the file was elsewhere before.
    pub old_path: Option<String>,
    /// What happened to it.
    pub change: FileChange,
    /// Text before; absent for added and for binary files.
    pub old_text: Option<String>,
    /// Text after; absent for removed and for binary files.
    pub new_text: Option<String>,
    /// Lines in groups with three lines of context; empty for binary files.
    #[schema(value_type = Vec<Object>)]
    pub hunks: Vec<Hunk>,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FileChange {
    /// New.
    Added,
    /// Gone.
    Removed,
    /// Other text, or other bytes.
    Changed,
    /// The same text elsewhere.
    Moved,
}

/// Room that a person's projects take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Storage {
    /// Bytes in use, trash included.
    pub used_bytes: u64,
    /// Bytes allowed.
    pub quota_bytes: u64,
}
