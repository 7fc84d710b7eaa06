//! The workspace's door to the server: each function is one call of the projects service.
use edits::TextEdit;
use kernel::{Cursor, FileId, Page, ProjectId, VersionId};
use leptos::{prelude::*, server_fn::codec::Json};
use projects_contract::{Edited, FileContent, FileDiff, FileEntry, Project, ProjectsError, Storage, Version};
use serde::{Deserialize, Serialize};
use ui_kit::Reply;

/// What the page needs before anything can be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Opening {
    /// The project.
    pub project: Project,
    /// Its files, by path.
    pub files: Vec<FileEntry>,
    /// Room in use, for the status bar.
    pub storage: Storage,
    /// The file to show first, unless there is none or it is large.
    pub shown: Option<FileContent>,
}

#[server]
pub(crate) async fn load_workspace(project: ProjectId) -> Result<Opening, Reply<ProjectsError>> {
    use projects_contract::{ProjectState, Projects};
    use ui_kit::server::{answer, caller, service};

    use super::names::first_to_show;
    /// Largest text that the page itself carries; a larger one is fetched when the page is alive.
    const MAX_SHOWN_BYTES: u64 = 64 * 1024;
    let (projects, by) = (service::<dyn Projects>(), caller());
    let project = answer(projects.get(&by, project).await)?;
    let storage = answer(projects.storage(&by).await)?;
    if project.summary.state != ProjectState::Ready {
        return Ok(Opening { project, files: Vec::new(), storage, shown: None });
    }
    let files = answer(projects.files(&by, project.summary.id).await)?;
    let texts = files.iter().filter(|file| !file.is_binary && file.size_bytes <= MAX_SHOWN_BYTES);
    let first = first_to_show(texts.map(|file| file.path.as_str()));
    let shown = match files.iter().find(|file| Some(file.path.as_str()) == first) {
        Some(file) => Some(answer(projects.read(&by, file.id).await)?),
        None => None,
    };
    Ok(Opening { project, files, storage, shown })
}

#[server(input = Json)]
pub(crate) async fn rename_project(project: ProjectId, name: String) -> Result<Project, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().rename(&caller(), project, &name).await)
}

#[server(input = Json)]
pub(crate) async fn trash_project(project: ProjectId) -> Result<(), Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().trash(&caller(), project).await)
}

#[server(input = Json)]
pub(crate) async fn list_files(project: ProjectId) -> Result<Vec<FileEntry>, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().files(&caller(), project).await)
}

#[server(input = Json)]
pub(crate) async fn read_snapshot(project: ProjectId) -> Result<Vec<FileContent>, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().snapshot(&caller(), project).await)
}

#[server(input = Json)]
pub(crate) async fn read_file(file: FileId) -> Result<FileContent, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().read(&caller(), file).await)
}

#[server(input = Json)]
pub(crate) async fn add_file(
    project: ProjectId,
    path: String,
    text: String,
) -> Result<FileEntry, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().add_file(&caller(), project, &path, text.into_bytes()).await)
}

#[server(input = Json)]
pub(crate) async fn save_edits(
    file: FileId,
    base_version: i64,
    edits: Vec<TextEdit>,
) -> Result<Edited, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().edit(&caller(), file, base_version, edits).await)
}

#[server(input = Json)]
pub(crate) async fn move_file(file: FileId, to: String) -> Result<FileEntry, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().move_file(&caller(), file, &to).await)
}

#[server(input = Json)]
pub(crate) async fn move_folder(
    project: ProjectId,
    from: String,
    to: String,
) -> Result<Vec<FileEntry>, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().move_folder(&caller(), project, &from, &to).await)
}

#[server(input = Json)]
pub(crate) async fn delete_file(file: FileId) -> Result<(), Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().delete_file(&caller(), file).await)
}

#[server(input = Json)]
pub(crate) async fn undelete_file(file: FileId) -> Result<FileEntry, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().undelete_file(&caller(), file).await)
}

#[server(input = Json)]
pub(crate) async fn list_trashed_files(project: ProjectId) -> Result<Vec<FileEntry>, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().trashed_files(&caller(), project).await)
}

#[server(input = Json)]
pub(crate) async fn list_versions(
    project: ProjectId,
    after: Option<Cursor>,
) -> Result<Page<Version>, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().versions(&caller(), project, after).await)
}

#[server(input = Json)]
pub(crate) async fn save_version(project: ProjectId, message: Option<String>) -> Result<Version, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().checkpoint(&caller(), project, message).await)
}

#[server(input = Json)]
pub(crate) async fn compare_versions(
    from: VersionId,
    to: Option<VersionId>,
) -> Result<Vec<FileDiff>, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().compare(&caller(), from, to).await)
}

#[server(input = Json)]
pub(crate) async fn restore_version(version: VersionId) -> Result<Version, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().restore(&caller(), version).await)
}

#[server(input = Json)]
pub(crate) async fn read_storage() -> Result<Storage, Reply<ProjectsError>> {
    use projects_contract::Projects;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Projects>().storage(&caller()).await)
}
