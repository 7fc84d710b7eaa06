//! `/projects` and `/projects/trash`.
use kernel::Page;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use projects_contract::ProjectSummary;
use ui_kit::{AppFrame, Empty, Icon, NoticeBanner, Time, count, loaded, paths};

use super::{
    card::ProjectCard,
    home::storage,
    server_fns::{load_projects, load_storage},
};

fn after() -> Option<String> {
    use_query_map().get_untracked().get("after")
}

#[component]
fn Frame(title: &'static str, trash: bool, children: ChildrenFn) -> impl IntoView {
    let current = |here: bool| here.then_some("page");
    view! {
        <AppFrame title=title>
            <div class="shell-page">
                <header class="shell-head">
                    <div>
                        <h1>"Projects"</h1>
                    </div>
                    <div class="kit-actions">
                        <details class="kit-menu-host">
                            <summary class="kit-button">
                                <Icon name="upload" />
                                "Import zip"
                            </summary>
                            <form
                                class="kit-menu kit-menu-end kit-form projects-import"
                                method="post"
                                action="/projects/import"
                                enctype="multipart/form-data"
                            >
                                <div class="kit-field">
                                    <label class="kit-label" for="archive">
                                        "Zip archive, up to 64 MiB"
                                    </label>
                                    <input id="archive" name="archive" type="file" accept=".zip,application/zip" required />
                                </div>
                                <button class="kit-button kit-button-primary">"Import"</button>
                            </form>
                        </details>
                        <a class="kit-button kit-button-primary" href=paths::HOME>
                            <Icon name="plus" />
                            "New project"
                        </a>
                    </div>
                </header>
                <NoticeBanner />
                <nav class="kit-tabs" aria-label="View">
                    <a class="kit-tab" href=paths::PROJECTS aria-current=current(!trash)>
                        "All"
                    </a>
                    <a class="kit-tab" href=paths::PROJECTS_TRASH aria-current=current(trash)>
                        "Trash"
                    </a>
                </nav>
                {children()}
            </div>
        </AppFrame>
    }
}

fn more(path: &'static str, next: Option<kernel::Cursor>) -> Option<impl IntoView> {
    next.map(|next| {
        view! {
            <nav class="kit-pages" aria-label="Pages">
                <a class="kit-button" href=format!("{path}?after={}", next.0)>
                    "Older projects"
                </a>
            </nav>
        }
    })
}

/// `/projects`
#[component]
pub fn ProjectsPage() -> impl IntoView {
    view! {
        <Frame title="Projects" trash=false>
            {loaded(|| load_projects(false, after()), cards)}
            {loaded(load_storage, storage)}
        </Frame>
    }
}

fn cards(page: Page<ProjectSummary>) -> AnyView {
    if page.items.is_empty() {
        return view! {
            <Empty icon="build" title="No project yet">
                <p>"Describe an app and look at its plan, or start from a template that runs already."</p>
                <div class="kit-actions">
                    <a class="kit-button kit-button-primary" href=paths::HOME>
                        "Describe an app"
                    </a>
                    <a class="kit-button" href=paths::MARKET>
                        "Look at the templates"
                    </a>
                </div>
            </Empty>
        }
        .into_any();
    }
    let cards = page.items.into_iter().map(|project| view! { <ProjectCard project=project /> }).collect_view();
    view! {
        <section class="shell-section" aria-labelledby="all-projects">
            <h2 id="all-projects" class="kit-hidden">"All projects"</h2>
            <ul class="projects-grid">{cards}</ul>
            {more(paths::PROJECTS, page.next)}
        </section>
    }
    .into_any()
}

/// `/projects/trash`
#[component]
pub fn TrashPage() -> impl IntoView {
    view! {
        <Frame title="Trash" trash=true>
            {loaded(|| load_projects(true, after()), trash)}
        </Frame>
    }
}

fn trash(page: Page<ProjectSummary>) -> AnyView {
    if page.items.is_empty() {
        return view! {
            <Empty icon="trash" title="The trash is empty">
                <p>"What you put in the trash stays here for 30 days."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = page.items.into_iter().map(trash_row).collect_view();
    view! {
        <section class="shell-section" aria-labelledby="in-the-trash">
            <h2 id="in-the-trash" class="kit-hidden">"In the trash"</h2>
            <div class="kit-panel">
                <ul class="kit-list">{rows}</ul>
            </div>
            {more(paths::PROJECTS_TRASH, page.next)}
        </section>
    }
    .into_any()
}

fn trash_row(project: ProjectSummary) -> impl IntoView {
    let deleted = project.trashed_at.unwrap_or(project.updated_at);
    view! {
        <li class="kit-row">
            <Icon name=format!("kind-{}", project.kind) />
            <span class="kit-row-main">
                <span class="kit-row-name">{project.name.clone()}</span>
                <span class="kit-row-note">
                    {count(project.file_count.into(), "file", "files")} " · deleted " <Time at=deleted />
                    " · gone for good on " <Time at=deleted.plus_seconds(30 * 24 * 3600) />
                </span>
            </span>
            <form method="post" action="/projects/act">
                <input type="hidden" name="project" value=project.id.to_string() />
                <button
                    class="kit-button kit-button-small"
                    name="act"
                    value="restore"
                    aria-label=format!("Restore {}", project.name)
                >
                    "Restore"
                </button>
            </form>
        </li>
    }
}
