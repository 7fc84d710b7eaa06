//! A project in a list.
use leptos::prelude::*;
use projects_contract::{ProjectState, ProjectSummary};
use ui_kit::{Icon, Time, count, paths};

/// Where a project's name leads: to its plan while it has no files.
pub(crate) fn project_href(project: &ProjectSummary) -> String {
    match project.state {
        ProjectState::Planned | ProjectState::Writing | ProjectState::Failed => paths::plan(project.id),
        ProjectState::Ready => paths::project(project.id),
    }
}

/// The picture for a kind of project, in its own colour.
#[component]
pub(crate) fn Thumb(kind: String, accent: String) -> impl IntoView {
    view! {
        <svg class="market-thumb" color=accent aria-hidden="true">
            <use href=format!("/thumbs.svg#{kind}")></use>
        </svg>
    }
}

/// A project as a card, with a menu.
#[component]
pub(crate) fn ProjectCard(project: ProjectSummary) -> impl IntoView {
    let href = project_href(&project);
    let files = match project.state {
        ProjectState::Planned => "A plan, no files yet".to_owned(),
        ProjectState::Writing => "Being written".to_owned(),
        ProjectState::Failed => "Not finished".to_owned(),
        ProjectState::Ready => count(project.file_count.into(), "file", "files"),
    };
    let export = (project.state == ProjectState::Ready).then(|| {
        view! {
            <a class="kit-menu-item" href=paths::people(project.id)>
                <Icon name="users" />
                "People"
            </a>
            <a class="kit-menu-item" href=format!("/api/v1/projects/{}/export.zip", project.id) download>
                <Icon name="download" />
                "Export zip"
            </a>
        }
    });
    view! {
        <li class="projects-card">
            <div class="market-shot">
                <Thumb kind=project.kind.clone() accent=project.accent.clone() />
            </div>
            <div class="projects-card-text">
                <h3>
                    <a href=href>{project.name.clone()}</a>
                </h3>
                <p>{files} " · " <Time at=project.updated_at /></p>
                <details class="kit-menu-host">
                    <summary
                        class="kit-button kit-button-quiet kit-button-icon kit-button-small"
                        aria-label=format!("{}: actions", project.name)
                    >
                        <Icon name="more" />
                    </summary>
                    <div class="kit-menu kit-menu-end">
                        {export}
                        <form method="post" action="/projects/act">
                            <input type="hidden" name="project" value=project.id.to_string() />
                            <button class="kit-menu-item kit-menu-item-danger" name="act" value="trash">
                                <Icon name="trash" />
                                "Move to trash"
                            </button>
                        </form>
                    </div>
                </details>
            </div>
        </li>
    }
}
