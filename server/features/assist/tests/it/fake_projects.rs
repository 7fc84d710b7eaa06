//! Projects in memory: as much of them as the assistant uses. Who may see one follows from the org alone.
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use async_trait::async_trait;
use futures::stream::BoxStream;
use kernel::{Caller, Cursor, FileId, OrgId, Page, ProjectId, Role, Timestamp, VersionId};
use projects_contract::{
    Edited, FileContent, FileDiff, FileEntry, FileWrite, GenerationEvent, NewFile, NewProject, Plan, Project,
    ProjectRole, ProjectState, ProjectSummary, Projects, ProjectsError, Storage, TextEdit, Version,
};

type Result<T> = std::result::Result<T, ProjectsError>;

#[derive(Default)]
pub struct FakeProjects(Mutex<HashMap<ProjectId, Kept>>);

#[derive(Clone)]
struct Kept {
    org: OrgId,
    files: Vec<FileContent>,
    next: u32,
}

fn unused<T>() -> Result<T> {
    panic!("the assistant has no business with this")
}

impl FakeProjects {
    fn map(&self) -> MutexGuard<'_, HashMap<ProjectId, Kept>> {
        self.0.lock().unwrap()
    }

    /// Puts a project there.
    pub fn put(&self, project: ProjectId, org: OrgId, files: &[(&str, &str)]) {
        let mut kept = Kept { org, files: Vec::new(), next: 1 };
        for (path, text) in files {
            kept.add(project, path, text);
        }
        self.map().insert(project, kept);
    }

    /// The text of a file outside the trash.
    pub fn text(&self, project: ProjectId, path: &str) -> Option<String> {
        let map = self.map();
        map[&project].alive().find(|file| file.entry.path == path).and_then(|file| file.text.clone())
    }

    /// Somebody else changes a file.
    pub fn overwrite(&self, project: ProjectId, path: &str, text: &str) {
        let mut map = self.map();
        let files = &mut map.get_mut(&project).unwrap().files;
        let file = files.iter_mut().find(|file| file.entry.path == path).unwrap();
        file.entry.version += 1;
        file.text = Some(text.to_owned());
    }

    fn with<T>(&self, by: &Caller, project: ProjectId, work: impl FnOnce(&mut Kept) -> Result<T>) -> Result<T> {
        let who = by.signed_in().ok_or(ProjectsError::SignInFirst)?;
        let mut map = self.map();
        let kept = map.get_mut(&project).filter(|kept| kept.org == who.org).ok_or(ProjectsError::NotFound)?;
        // All or none: what fails half-way leaves nothing behind.
        let mut copy = kept.clone();
        let result = work(&mut copy)?;
        *kept = copy;
        Ok(result)
    }
}

impl Kept {
    fn alive(&self) -> impl Iterator<Item = &FileContent> {
        self.files.iter().filter(|file| file.entry.trashed_at.is_none())
    }

    fn add(&mut self, project: ProjectId, path: &str, text: &str) -> FileEntry {
        let entry = FileEntry {
            id: format!("018f0000-0000-7000-8000-{:012}", self.next).parse().unwrap(),
            project_id: project,
            path: path.to_owned(),
            version: 1,
            size_bytes: text.len() as u64,
            is_binary: false,
            updated_at: Timestamp::default(),
            trashed_at: None,
        };
        self.next += 1;
        self.files.push(FileContent { entry: entry.clone(), text: Some(text.to_owned()) });
        entry
    }

    fn file(&mut self, id: FileId) -> Result<&mut FileContent> {
        self.files.iter_mut().find(|file| file.entry.id == id).ok_or(ProjectsError::NotFound)
    }

    fn at(&mut self, id: FileId, version: i64) -> Result<&mut FileContent> {
        let file = self.file(id)?;
        if file.entry.version != version {
            let current_text = file.text.clone().unwrap_or_default();
            return Err(ProjectsError::Stale { current_version: file.entry.version, current_text });
        }
        Ok(file)
    }

    fn free(&self, path: &str) -> Result<()> {
        if self.alive().any(|file| file.entry.path == path) {
            return Err(ProjectsError::PathTaken { path: path.to_owned() });
        }
        Ok(())
    }

    fn write(&mut self, project: ProjectId, write: FileWrite) -> Result<FileId> {
        Ok(match write {
            FileWrite::Edit { file, base_version, edits } => {
                let kept = self.at(file, base_version)?;
                let text = edits::apply(kept.text.as_deref().unwrap_or_default(), &edits);
                kept.text = Some(text.map_err(|error| ProjectsError::BadEdit(error.to_string()))?);
                kept.entry.version += 1;
                file
            }
            FileWrite::Create { path, text } => {
                self.free(&path)?;
                self.add(project, &path, &text).id
            }
            FileWrite::Delete { file, base_version } => {
                self.at(file, base_version)?.entry.trashed_at = Some(Timestamp::default());
                file
            }
            FileWrite::Move { file, to } => {
                self.free(&to)?;
                self.file(file)?.entry.path = to;
                file
            }
        })
    }
}

#[async_trait]
impl Projects for FakeProjects {
    async fn get(&self, by: &Caller, project: ProjectId) -> Result<Project> {
        self.with(by, project, |kept| {
            Ok(Project {
                summary: ProjectSummary {
                    id: project,
                    name: "A project".into(),
                    description: String::new(),
                    kind: "imported".into(),
                    accent: "teal".into(),
                    state: ProjectState::Ready,
                    file_count: kept.files.len() as u32,
                    size_bytes: 0,
                    created_at: Timestamp::default(),
                    updated_at: Timestamp::default(),
                    trashed_at: None,
                },
                org_id: kept.org,
                role: ProjectRole::Owner,
                plan: None,
                generator: "import".into(),
                note: None,
                preview_origin: String::new(),
            })
        })
    }

    async fn files(&self, by: &Caller, project: ProjectId) -> Result<Vec<FileEntry>> {
        self.with(by, project, |kept| Ok(kept.alive().map(|file| file.entry.clone()).collect()))
    }

    async fn snapshot(&self, by: &Caller, project: ProjectId) -> Result<Vec<FileContent>> {
        self.with(by, project, |kept| Ok(kept.alive().cloned().collect()))
    }

    async fn trashed_files(&self, by: &Caller, project: ProjectId) -> Result<Vec<FileEntry>> {
        self.with(by, project, |kept| {
            let trashed = kept.files.iter().filter(|file| file.entry.trashed_at.is_some());
            Ok(trashed.map(|file| file.entry.clone()).collect())
        })
    }

    async fn edit_many(&self, by: &Caller, project: ProjectId, writes: Vec<FileWrite>) -> Result<Vec<FileEntry>> {
        // A viewer reads and does not write, as in the real one.
        if by.signed_in().is_some_and(|who| who.role == Role::Viewer) {
            return Err(ProjectsError::ReadOnly);
        }
        self.with(by, project, |kept| {
            let touched = writes.into_iter().map(|write| kept.write(project, write)).collect::<Result<Vec<_>>>()?;
            touched.into_iter().map(|file| Ok(kept.file(file)?.entry.clone())).collect()
        })
    }

    async fn undelete_file(&self, by: &Caller, file: FileId) -> Result<FileEntry> {
        let project = self
            .map()
            .iter()
            .find(|(_, kept)| kept.files.iter().any(|known| known.entry.id == file))
            .map(|(id, _)| *id);
        self.with(by, project.ok_or(ProjectsError::NotFound)?, |kept| {
            let kept = kept.file(file)?;
            kept.entry.trashed_at = None;
            Ok(kept.entry.clone())
        })
    }

    async fn keep_draft(&self, _: String) -> Result<String> {
        unused()
    }
    async fn take_draft(&self, _: &str) -> Result<Option<String>> {
        unused()
    }
    async fn plan(&self, _: &Caller, _: &str) -> Result<Plan> {
        unused()
    }
    async fn create(&self, _: &Caller, _: NewProject) -> Result<Project> {
        unused()
    }
    async fn create_once(&self, _: &Caller, _: NewProject, _: &str) -> Result<Project> {
        unused()
    }
    async fn revise_plan(&self, _: &Caller, _: ProjectId, _: Plan) -> Result<Project> {
        unused()
    }
    async fn generate(&self, _: &Caller, _: ProjectId) -> Result<BoxStream<'static, GenerationEvent>> {
        unused()
    }
    async fn use_built_in(&self, _: &Caller, _: ProjectId) -> Result<Project> {
        unused()
    }
    async fn create_from_files(&self, _: &Caller, _: &str, _: &str, _: Vec<NewFile>) -> Result<Project> {
        unused()
    }
    async fn list(&self, _: &Caller, _: bool, _: Option<Cursor>) -> Result<Page<ProjectSummary>> {
        unused()
    }
    async fn rename(&self, _: &Caller, _: ProjectId, _: &str) -> Result<Project> {
        unused()
    }
    async fn trash(&self, _: &Caller, _: ProjectId) -> Result<()> {
        unused()
    }
    async fn untrash(&self, _: &Caller, _: ProjectId) -> Result<Project> {
        unused()
    }
    async fn read(&self, _: &Caller, _: FileId) -> Result<FileContent> {
        unused()
    }
    async fn read_bytes(&self, _: &Caller, _: FileId) -> Result<(FileEntry, Vec<u8>)> {
        unused()
    }
    async fn add_file(&self, _: &Caller, _: ProjectId, _: &str, _: Vec<u8>) -> Result<FileEntry> {
        unused()
    }
    async fn put_file(&self, _: &Caller, _: ProjectId, _: &str, _: Vec<u8>) -> Result<FileEntry> {
        unused()
    }
    async fn edit(&self, _: &Caller, _: FileId, _: i64, _: Vec<TextEdit>) -> Result<Edited> {
        unused()
    }
    async fn move_file(&self, _: &Caller, _: FileId, _: &str) -> Result<FileEntry> {
        unused()
    }
    async fn move_folder(&self, _: &Caller, _: ProjectId, _: &str, _: &str) -> Result<Vec<FileEntry>> {
        unused()
    }
    async fn delete_file(&self, _: &Caller, _: FileId) -> Result<()> {
        unused()
    }
    async fn versions(&self, _: &Caller, _: ProjectId, _: Option<Cursor>) -> Result<Page<Version>> {
        unused()
    }
    async fn checkpoint(&self, _: &Caller, _: ProjectId, _: Option<String>) -> Result<Version> {
        unused()
    }
    async fn compare(&self, _: &Caller, _: VersionId, _: Option<VersionId>) -> Result<Vec<FileDiff>> {
        unused()
    }
    async fn restore(&self, _: &Caller, _: VersionId) -> Result<Version> {
        unused()
    }
    async fn export_zip(&self, _: &Caller, _: ProjectId) -> Result<(String, Vec<u8>)> {
        unused()
    }
    async fn export_history(
        &self,
        _: &Caller,
        _: ProjectId,
    ) -> Result<(String, futures::stream::BoxStream<'static, std::result::Result<Vec<u8>, kernel::Fault>>)> {
        unused()
    }
    async fn import_zip(&self, _: &Caller, _: &str, _: Vec<u8>) -> Result<Project> {
        unused()
    }
    async fn delete_forever(&self, _: &Caller, _: ProjectId) -> Result<()> {
        unused()
    }
    async fn empty_trash(&self, _: &Caller, _: ProjectId) -> Result<u64> {
        unused()
    }
    async fn storage(&self, _: &Caller) -> Result<Storage> {
        unused()
    }
}
