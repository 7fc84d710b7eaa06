//! The workspace's door to the server: each function is one call of the projects service.
use kernel::{Cursor, FileId, Page, ProjectId, VersionId};
use leptos::prelude::*;
use projects_contract::{FileContent, FileDiff, FileEntry, ProjectRole, ProjectState, Storage, Version};
use serde::{Deserialize, Serialize};
use ui_kit::{Call, Reply};

/// What the page needs before anything can be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// The project.
    pub project: OpenProject,
    /// Its files, by path.
    pub files: Vec<FileEntry>,
    /// Room in use, for the status bar.
    pub storage: Storage,
    /// The file to show first, unless there is none or it is large.
    pub shown: Option<FileContent>,
}

/// What the workspace needs of a project. Its plan stays on the server: reading plans is a large part of another page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenProject {
    /// Its id.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub state: ProjectState,
    /// What the caller may do here.
    pub role: ProjectRole,
    /// Whether it was built from a plan.
    pub has_plan: bool,
    /// Where its preview is served: another host than this one.
    pub preview_origin: String,
}

/// What the page is made with. Only the server calls it: the browser is handed the answer.
pub(crate) async fn open_project(project: ProjectId) -> Result<Opening, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};

    use super::names::first_to_show;
    /// Largest text that the page itself carries; a larger one is fetched when the page is alive.
    const MAX_SHOWN_BYTES: u64 = 64 * 1024;
    let (projects, by) = (service::<dyn Projects>(), caller());
    let found = answer(projects.get(&by, project).await)?;
    let project = OpenProject {
        id: project,
        name: found.summary.name,
        state: found.summary.state,
        role: found.role,
        has_plan: found.plan.is_some(),
        preview_origin: found.preview_origin,
    };
    // Guests have no room of their own.
    let storage = match by.signed_in() {
        Some(_) => answer(projects.storage(&by).await)?,
        None => Storage { used_bytes: 0, quota_bytes: 0 },
    };
    if project.state != ProjectState::Ready {
        return Ok(Opening { project, files: Vec::new(), storage, shown: None });
    }
    let files = answer(projects.files(&by, project.id).await)?;
    let texts = files.iter().filter(|file| !file.is_binary && file.size_bytes <= MAX_SHOWN_BYTES);
    let first = first_to_show(texts.map(|file| file.path.as_str()));
    let shown = match files.iter().find(|file| Some(file.path.as_str()) == first) {
        Some(file) => Some(answer(projects.read(&by, file.id).await)?),
        None => None,
    };
    Ok(Opening { project, files, storage, shown })
}

#[server(protocol = Call)]
pub(crate) async fn rename_project(project: ProjectId, name: String) -> Result<(), Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().rename(&caller(), project, &name).await).map(drop)
}

#[server(protocol = Call)]
pub(crate) async fn trash_project(project: ProjectId) -> Result<(), Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().trash(&caller(), project).await)
}

#[server(protocol = Call)]
pub(crate) async fn list_files(project: ProjectId) -> Result<Vec<FileEntry>, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().files(&caller(), project).await)
}

#[server(protocol = Call)]
pub(crate) async fn read_snapshot(project: ProjectId) -> Result<Vec<FileContent>, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().snapshot(&caller(), project).await)
}

#[server(protocol = Call)]
pub(crate) async fn read_file(file: FileId) -> Result<FileContent, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().read(&caller(), file).await)
}

#[server(protocol = Call)]
pub(crate) async fn add_file(project: ProjectId, path: String, text: String) -> Result<FileEntry, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().add_file(&caller(), project, &path, text.into_bytes()).await)
}

#[server(protocol = Call)]
pub(crate) async fn move_file(file: FileId, to: String) -> Result<FileEntry, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().move_file(&caller(), file, &to).await)
}

#[server(protocol = Call)]
pub(crate) async fn move_folder(project: ProjectId, from: String, to: String) -> Result<Vec<FileEntry>, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().move_folder(&caller(), project, &from, &to).await)
}

#[server(protocol = Call)]
pub(crate) async fn delete_file(file: FileId) -> Result<(), Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().delete_file(&caller(), file).await)
}

#[server(protocol = Call)]
pub(crate) async fn undelete_file(file: FileId) -> Result<FileEntry, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().undelete_file(&caller(), file).await)
}

#[server(protocol = Call)]
pub(crate) async fn list_trashed_files(project: ProjectId) -> Result<Vec<FileEntry>, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().trashed_files(&caller(), project).await)
}

#[server(protocol = Call)]
pub(crate) async fn list_versions(project: ProjectId, after: Option<Cursor>) -> Result<Page<Version>, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().versions(&caller(), project, after).await)
}

#[server(protocol = Call)]
pub(crate) async fn save_version(project: ProjectId, message: Option<String>) -> Result<Version, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().checkpoint(&caller(), project, message).await)
}

#[server(protocol = Call)]
pub(crate) async fn compare_versions(from: VersionId, to: Option<VersionId>) -> Result<Vec<FileDiff>, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().compare(&caller(), from, to).await)
}

#[server(protocol = Call)]
pub(crate) async fn restore_version(version: VersionId) -> Result<Version, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().restore(&caller(), version).await)
}

#[server(protocol = Call)]
pub(crate) async fn read_storage() -> Result<Storage, Reply> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().storage(&caller()).await)
}
