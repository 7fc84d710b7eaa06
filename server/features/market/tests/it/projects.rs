//! Projects that can only be made from files and looked at, which is all that the marketplace asks of them.
use std::sync::Mutex;

use async_trait::async_trait;
use kernel::{Caller, Cursor, FileId, Page, ProjectId, Timestamp, VersionId};
use projects_contract::*;
use sqlx::PgPool;

type Result<T> = std::result::Result<T, ProjectsError>;

/// Keeps what was made, in memory and as a row that other tables can point to.
pub struct FakeProjects {
    pub owner: PgPool,
    pub made: Mutex<Vec<(Project, Vec<NewFile>)>>,
    /// What the next attempts answer instead of a project.
    pub refuse: Mutex<Option<ProjectsError>>,
}

impl FakeProjects {
    pub fn new(owner: PgPool) -> Self {
        Self { owner, made: Mutex::default(), refuse: Mutex::default() }
    }
}

fn id() -> uuid::Uuid {
    ports::Clock::new_id(&ports::SystemClock)
}

#[async_trait]
impl Projects for FakeProjects {
    async fn create_from_files(
        &self,
        by: &Caller,
        name: &str,
        description: &str,
        files: Vec<NewFile>,
    ) -> Result<Project> {
        if let Some(error) = self.refuse.lock().unwrap().clone() {
            return Err(error);
        }
        let who = *by.signed_in().ok_or(ProjectsError::SignInFirst)?;
        // Slow enough for a second click to arrive meanwhile.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let id = ProjectId::from_uuid(id());
        sqlx::query(
            "insert into projects (project_id, org_id, created_by, name, description, kind, accent, state, generator,
               created_at, updated_at) values ($1, $2, $3, $4, $5, 'imported', 'slate', 'ready', 'template', now(), now())",
        )
        .bind(id.uuid())
        .bind(who.org.uuid())
        .bind(who.user.uuid())
        .bind(name)
        .bind(description)
        .execute(&self.owner)
        .await
        .expect("a project row can be written");
        let now = Timestamp::from_seconds(0);
        let summary = ProjectSummary {
            id,
            name: name.into(),
            description: description.into(),
            kind: "imported".into(),
            accent: "slate".into(),
            state: ProjectState::Ready,
            file_count: files.len() as u32,
            size_bytes: files.iter().map(|file| file.bytes.len() as u64).sum(),
            created_at: now,
            updated_at: now,
            trashed_at: None,
        };
        let project = Project {
            summary,
            org_id: who.org,
            role: ProjectRole::Owner,
            plan: None,
            generator: "template".into(),
            note: None,
            preview_origin: "http://project.localhost:3001".into(),
        };
        self.made.lock().unwrap().push((project.clone(), files));
        Ok(project)
    }

    async fn get(&self, _: &Caller, project: ProjectId) -> Result<Project> {
        let made = self.made.lock().unwrap();
        made.iter()
            .find(|(one, _)| one.summary.id == project)
            .map(|(one, _)| one.clone())
            .ok_or(ProjectsError::NotFound)
    }

    async fn keep_draft(&self, _: String) -> Result<String> {
        unreachable!("the marketplace keeps no drafts")
    }
    async fn take_draft(&self, _: &str) -> Result<Option<String>> {
        unreachable!("the marketplace keeps no drafts")
    }
    async fn plan(&self, _: &Caller, _: &str) -> Result<Plan> {
        unreachable!("the marketplace plans nothing")
    }
    async fn create(&self, _: &Caller, _: NewProject) -> Result<Project> {
        unreachable!("templates are files")
    }
    async fn create_once(&self, _: &Caller, _: NewProject, _: &str) -> Result<Project> {
        unreachable!("templates are files")
    }
    async fn use_built_in(&self, _: &Caller, _: ProjectId) -> Result<Project> {
        unreachable!("templates are files")
    }
    async fn put_file(&self, _: &Caller, _: ProjectId, _: &str, _: Vec<u8>) -> Result<FileEntry> {
        unreachable!("the marketplace changes no project")
    }
    async fn revise_plan(&self, _: &Caller, _: ProjectId, _: Plan) -> Result<Project> {
        unreachable!("the marketplace plans nothing")
    }
    async fn generate(
        &self,
        _: &Caller,
        _: ProjectId,
    ) -> Result<futures_core::stream::BoxStream<'static, GenerationEvent>> {
        unreachable!("templates are files")
    }
    async fn list(&self, _: &Caller, _: bool, _: Option<Cursor>) -> Result<Page<ProjectSummary>> {
        unreachable!("the marketplace lists no projects")
    }
    async fn rename(&self, _: &Caller, _: ProjectId, _: &str) -> Result<Project> {
        unreachable!("the marketplace changes no project")
    }
    async fn trash(&self, _: &Caller, _: ProjectId) -> Result<()> {
        unreachable!("the marketplace changes no project")
    }
    async fn untrash(&self, _: &Caller, _: ProjectId) -> Result<Project> {
        unreachable!("the marketplace changes no project")
    }
    async fn delete_forever(&self, _: &Caller, _: ProjectId) -> Result<()> {
        unreachable!("the marketplace changes no project")
    }
    async fn empty_trash(&self, _: &Caller, _: ProjectId) -> Result<u64> {
        unreachable!("the marketplace changes no project")
    }
    async fn files(&self, _: &Caller, _: ProjectId) -> Result<Vec<FileEntry>> {
        unreachable!("the marketplace reads no project")
    }
    async fn snapshot(&self, _: &Caller, _: ProjectId) -> Result<Vec<FileContent>> {
        unreachable!("the marketplace reads no project")
    }
    async fn read(&self, _: &Caller, _: FileId) -> Result<FileContent> {
        unreachable!("the marketplace reads no project")
    }
    async fn read_bytes(&self, _: &Caller, _: FileId) -> Result<(FileEntry, Vec<u8>)> {
        unreachable!("the marketplace reads no project")
    }
    async fn add_file(&self, _: &Caller, _: ProjectId, _: &str, _: Vec<u8>) -> Result<FileEntry> {
        unreachable!("the marketplace changes no project")
    }
    async fn edit(&self, _: &Caller, _: FileId, _: i64, _: Vec<TextEdit>) -> Result<Edited> {
        unreachable!("the marketplace changes no project")
    }
    async fn edit_many(&self, _: &Caller, _: ProjectId, _: Vec<FileWrite>) -> Result<Vec<FileEntry>> {
        unreachable!("the marketplace changes no project")
    }
    async fn move_file(&self, _: &Caller, _: FileId, _: &str) -> Result<FileEntry> {
        unreachable!("the marketplace changes no project")
    }
    async fn move_folder(&self, _: &Caller, _: ProjectId, _: &str, _: &str) -> Result<Vec<FileEntry>> {
        unreachable!("the marketplace changes no project")
    }
    async fn delete_file(&self, _: &Caller, _: FileId) -> Result<()> {
        unreachable!("the marketplace changes no project")
    }
    async fn undelete_file(&self, _: &Caller, _: FileId) -> Result<FileEntry> {
        unreachable!("the marketplace changes no project")
    }
    async fn trashed_files(&self, _: &Caller, _: ProjectId) -> Result<Vec<FileEntry>> {
        unreachable!("the marketplace reads no project")
    }
    async fn versions(&self, _: &Caller, _: ProjectId, _: Option<Cursor>) -> Result<Page<Version>> {
        unreachable!("the marketplace reads no project")
    }
    async fn checkpoint(&self, _: &Caller, _: ProjectId, _: Option<String>) -> Result<Version> {
        unreachable!("the marketplace changes no project")
    }
    async fn compare(&self, _: &Caller, _: VersionId, _: Option<VersionId>) -> Result<Vec<FileDiff>> {
        unreachable!("the marketplace reads no project")
    }
    async fn restore(&self, _: &Caller, _: VersionId) -> Result<Version> {
        unreachable!("the marketplace changes no project")
    }
    async fn export_zip(&self, _: &Caller, _: ProjectId) -> Result<(String, Vec<u8>)> {
        unreachable!("the marketplace reads no project")
    }
    async fn export_history(
        &self,
        _: &Caller,
        _: ProjectId,
    ) -> Result<(String, futures_core::stream::BoxStream<'static, std::result::Result<Vec<u8>, kernel::Fault>>)> {
        unreachable!("the marketplace reads no project")
    }
    async fn import_zip(&self, _: &Caller, _: &str, _: Vec<u8>) -> Result<Project> {
        unreachable!("templates are files")
    }
    async fn storage(&self, _: &Caller) -> Result<Storage> {
        unreachable!("the marketplace reads no project")
    }
}
