//! The page: loads, and puts the parts together.
use kernel::ProjectId;
use leptos::prelude::*;
use leptos_meta::Title;
use projects_contract::ProjectState;
use ui_kit::{AppFrame, Banner, Empty, Icon, NotFoundPage, PanelSlot, SkipLink, live, paths, visitor};

use super::{
    bar::Bar,
    desk::{Desk, Standing},
    dialogs::Dialogs,
    editor_pane::EditorPane,
    files_panel::FilesPanel,
    keys,
    layout::Panel,
    phone_tabs::PhoneTabs,
    preview_pane::PreviewPane,
    server_fns::{Opening, open_project},
    split::Split,
    status::StatusBar,
    toasts::ToastCorner,
    versions::VersionsDrawer,
};

/// The page of one project, `/p/{id}`. The assistant's panel comes from the context as a [`PanelSlot`].
#[component]
pub fn WorkspacePage() -> impl IntoView {
    let path = visitor().path;
    let load = async move {
        let not_found = || view! { <NotFoundPage /> }.into_any();
        let id = path.trim_start_matches("/p/").parse::<ProjectId>().map_err(|_| not_found())?;
        match open_project(id).await {
            Ok(opening) if opening.project.state == ProjectState::Ready => Ok(opening),
            Ok(opening) => Err(view! { <NotReady opening /> }.into_any()),
            Err(error) if error.is("project_not_found") => Err(not_found()),
            Err(error) => Err(view! { <Failed sentence=error.to_string() /> }.into_any()),
        }
    };
    let head = |opening: &Opening| view! { <Title text=opening.project.name.clone() /> }.into_any();
    live("workspace", load, head, workspace)
}

/// The live part of the page.
pub fn workspace(opening: Opening) -> AnyView {
    view! { <Workspace opening /> }.into_any()
}

#[component]
fn Failed(sentence: String) -> impl IntoView {
    view! {
        <AppFrame title="Workspace">
            <div class="shell-page shell-page-narrow">
                <h1>"This project cannot be opened right now"</h1>
                {
                    let sentence = sentence.clone();
                    view! { <Banner state="stop">{sentence}</Banner> }
                }
                <div class="kit-actions">
                    <a class="kit-button kit-button-primary" href="">
                        "Try again"
                    </a>
                    <a class="kit-button" href=paths::PROJECTS>
                        "All projects"
                    </a>
                </div>
            </div>
        </AppFrame>
    }
}

#[component]
fn NotReady(opening: Opening) -> impl IntoView {
    let (name, id) = (opening.project.name.clone(), opening.project.id);
    let words = match opening.project.state {
        ProjectState::Writing => "Its files are being written right now.",
        ProjectState::Failed => "Writing its files did not work. The plan is still there, so it can be started again.",
        ProjectState::Planned | ProjectState::Ready => "It has a plan and no files yet.",
    };
    view! {
        <AppFrame title=name.clone()>
            <div class="shell-page shell-page-narrow">
                <Empty icon="build" title=name.clone()>
                    <p>{words}</p>
                    <div class="kit-actions">
                        <a class="kit-button kit-button-primary" href=paths::plan(id)>
                            "Go to the plan"
                        </a>
                        <a class="kit-button" href=paths::PROJECTS>
                            "All projects"
                        </a>
                    </div>
                </Empty>
            </div>
        </AppFrame>
    }
}

/// Dark first: only an explicit choice of light makes it light.
fn theme() -> Option<&'static str> {
    (visitor().theme != "light").then_some("dark")
}

#[component]
fn Workspace(opening: Opening) -> impl IntoView {
    let desk = Desk::open(opening);
    let link = desk.make_link();
    provide_context(link);
    let assistant = use_context::<PanelSlot>().map(|PanelSlot(panel)| panel());

    ui_kit::effect(move || document().set_title(&format!("{} · Burnish", desk.name.get())));
    ui_kit::effect(move || {
        desk.layout.recall();
        desk.go_live();
        keys::listen(desk);
        desk.load_versions();
    });
    // The assistant hears what is on show. These signals belong to the link, whose other half knows no files.
    ui_kit::effect(move || {
        let file = desk.active.get();
        let path = desk.files.with(|files| files.iter().find(|entry| Some(entry.id) == file).map(|e| e.path.clone()));
        if link.file_path.get_untracked() != path {
            link.file_path.set(path);
            link.line.set(None);
            link.selection.set(None);
        }
    });
    ui_kit::effect(move || {
        let unsaved = desk
            .standings
            .with(|all| all.values().any(|stands| matches!(stands, Standing::Saving | Standing::Offline)));
        if link.unsaved.get_untracked() != unsaved {
            link.unsaved.set(unsaved);
        }
    });

    ui_kit::effect(move || {
        let shared = desk.company.people.with(|people| people.len() > 1);
        if link.shared.get_untracked() != shared {
            link.shared.set(shared);
        }
    });

    let layout = desk.layout;
    let choice = |chosen: RwSignal<Option<bool>>| move || chosen.get().map(|open| if open { "open" } else { "shut" });
    view! {
        <SkipLink />
        <div
            node_ref=layout.root
            class="workspace"
            data-theme=theme()
            data-tab=move || layout.tab.get()
            data-files=choice(layout.files)
            data-preview=choice(layout.preview)
            data-assist=choice(layout.assist)
            data-dragging=move || layout.dragging.get().then_some("")
        >
            <Bar desk />
            <main class="workspace-main" id="main">
                <h1 class="kit-hidden">{ui_kit::dynamic(move || desk.name.get())}</h1>
                <PhoneTabs desk />
                <div class="workspace-body">
                    <FilesPanel desk />
                    <Split desk panel=Panel::Files before=true label="Width of files" />
                    <EditorPane desk />
                    <Split desk panel=Panel::Preview before=false label="Width of preview" />
                    <PreviewPane desk />
                    <Split desk panel=Panel::Assist before=false label="Width of assistant" />
                    <section class="workspace-panel workspace-assist" id="assist" aria-label="Assistant">
                        {assistant}
                    </section>
                    <VersionsDrawer desk />
                </div>
            </main>
            <StatusBar desk />
            <nav class="shell-bottom" aria-label="Places">
                <a href=paths::PROJECTS aria-current="page">
                    <Icon name="build" />
                    <span>"Build"</span>
                </a>
                <a href=paths::MARKET>
                    <Icon name="market" />
                    <span>"Market"</span>
                </a>
                <a href=paths::API_DOCS>
                    <Icon name="docs" />
                    <span>"Docs"</span>
                </a>
                <a href=paths::SETTINGS_PROFILE>
                    <Icon name="user" />
                    <span>"You"</span>
                </a>
            </nav>
            <Dialogs desk />
            <ToastCorner toasts=desk.toasts />
        </div>
    }
}
