//! The browser's door to projects, for the pages around the workspace. One line each.
use kernel::{Page, ProjectId};
use leptos::prelude::*;
use market_contract::{Listing, ListingCard};
use projects_contract::{FileEntry, Plan, Project, ProjectSummary, Storage};
use serde::{Deserialize, Serialize};
use ui_kit::{Call, Reply};

/// The caller's projects, or their trash.
#[server(protocol = Call)]
pub async fn load_projects(trashed: bool, after: Option<String>) -> Result<Page<ProjectSummary>, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn projects_contract::Projects>().list(&caller(), trashed, after.map(kernel::Cursor)).await)
}

/// What the caller's projects hold.
#[server(protocol = Call)]
pub async fn load_storage() -> Result<Storage, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn projects_contract::Projects>().storage(&caller()).await)
}

/// One project.
#[server(protocol = Call)]
pub async fn load_project(project: ProjectId) -> Result<Project, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn projects_contract::Projects>().get(&caller(), project).await)
}

/// Lets the built-in generator write what a model could not.
#[server(protocol = Call)]
pub async fn write_with_built_in(project: ProjectId) -> Result<Project, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn projects_contract::Projects>().use_built_in(&caller(), project).await)
}

/// Reads other words into the plan of a project that has no files yet.
#[server(protocol = Call)]
pub async fn read_again(description: String) -> Result<Plan, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn projects_contract::Projects>().plan(&caller(), &description).await)
}

/// The files that are there so far.
#[server(protocol = Call)]
pub async fn load_file_list(project: ProjectId) -> Result<Vec<FileEntry>, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn projects_contract::Projects>().files(&caller(), project).await)
}

/// What the landing page shows: the plan of a sentence, and listings that are really there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Showcase {
    /// What the generator reads in the example sentence.
    pub plan: Plan,
    /// An example project, running.
    pub stage: Option<Stage>,
    /// Some listings.
    pub cards: Vec<ListingCard>,
    /// How many there are.
    pub total: u64,
}

/// An example project with the file that the landing page opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// The listing.
    pub listing: Listing,
    /// The open file.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What the landing page shows.
#[server(protocol = Call)]
pub async fn load_showcase(sentence: String) -> Result<Showcase, Reply> {
    use market_contract::{Browse, ListingKind, Market};
    /// The file to show, best first: where the rules of a project stand.
    const WORTH_SHOWING: [&str; 3] = ["src/records.ts", "src/store.ts", "src/main.ts"];
    use ui_kit::server::{answer, caller, service};
    let market = service::<dyn Market>();
    let by = caller();
    let shelf = answer(market.browse(&by, Browse { kind: Some(ListingKind::Template), ..Browse::default() }).await)?;
    let mut stage = None;
    let like_the_sentence = |card: &&ListingCard| card.project_kind.as_deref() == Some("to-do");
    if let Some(card) = shelf.items.iter().find(like_the_sentence).or(shelf.items.first()) {
        let listing = answer(market.listing(&by, card.kind, &card.slug).await)?;
        let path = WORTH_SHOWING.iter().find(|path| listing.files.iter().any(|file| file.path.as_str() == **path));
        if let Some(path) = path {
            let text = answer(market.file(&by, listing.card.id, path).await)?;
            stage = Some(Stage { path: (*path).to_owned(), text, listing });
        }
    }
    // One of each kind of project first, so that the row shows how different they are.
    let mut cards: Vec<ListingCard> = Vec::new();
    for card in &shelf.items {
        if cards.len() < 3 && !cards.iter().any(|other| other.project_kind == card.project_kind) {
            cards.push(card.clone());
        }
    }
    Ok(Showcase { plan: blueprint::read(&sentence), stage, cards, total: shelf.total })
}
