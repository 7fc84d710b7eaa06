//! Saved versions: the drawer with the timeline, the short list under the files, and saving one.
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use projects_contract::{Version, VersionOrigin};
use ui_kit::{Icon, Views};

use super::{
    desk::{Desk, Dialog},
    modal::Modal,
    server_fns::{list_versions, save_version},
};

/// How many versions the list under the files shows.
const RECENT: usize = 3;

impl Desk {
    /// Fetches the timeline.
    pub(crate) fn load_versions(self) {
        spawn_local(async move {
            match list_versions(self.id, None).await {
                Ok(page) => {
                    self.older_versions.set(page.next);
                    self.versions.set(Some(page.items));
                }
                Err(error) => self.toasts.stop(error.to_string()),
            }
        });
    }

    /// Fetches the next page of the timeline.
    fn load_older_versions(self) {
        let Some(after) = self.older_versions.get_untracked() else { return };
        spawn_local(async move {
            match list_versions(self.id, Some(after)).await {
                Ok(page) => {
                    self.older_versions.set(page.next);
                    self.versions.update(|versions| versions.get_or_insert_default().extend(page.items));
                }
                Err(error) => self.toasts.stop(error.to_string()),
            }
        });
    }

    /// Saves the present state, unsaved texts included.
    pub(crate) async fn checkpoint(self, message: String) -> Result<(), String> {
        if !self.flush().await {
            return Err("Some text is not saved yet, so it cannot become part of a version. See the message above \
                        the editor."
                .to_owned());
        }
        let message = Some(message.trim().to_owned()).filter(|message| !message.is_empty());
        let newest = self.versions.with_untracked(|known| known.as_ref()?.first().map(|version| version.number));
        let version = save_version(self.id, message).await.map_err(|error| error.to_string())?;
        if newest == Some(version.number) {
            self.toasts.ok(format!("Nothing changed since version {}.", version.number));
        } else {
            self.toasts.ok(format!("Saved as version {}.", version.number));
        }
        self.load_versions();
        Ok(())
    }

    /// Opens the drawer with all versions.
    pub(crate) fn show_versions(self) {
        self.layout.versions.set(true);
        self.load_versions();
    }
}

/// What a version is called.
pub(crate) fn title(version: &Version) -> String {
    version.message.clone().unwrap_or_else(|| {
        match version.origin {
            VersionOrigin::Generated => "First files",
            VersionOrigin::Checkpoint => "Saved",
            VersionOrigin::Restore => "Brought back",
            VersionOrigin::Automatic => "Saved before a change",
            VersionOrigin::Import => "Imported",
            VersionOrigin::Assistant => "Changes of the assistant",
        }
        .to_owned()
    })
}

/// The last few versions, under the files.
#[component]
pub(crate) fn RecentVersions(desk: Desk) -> impl IntoView {
    let list = move || {
        let recent = desk
            .versions
            .with(|versions| versions.as_ref().map(|all| all.iter().take(RECENT).cloned().collect::<Vec<_>>()));
        recent.map(|versions| {
            versions
                .into_iter()
                .map(|version| {
                    let note = format!("v{} · {} · {}", version.number, version.by, version.created_at.plain());
                    let name = title(&version);
                    let compare = move |_| {
                        desk.dialog.set(Some(Dialog::Compare { from: version.clone(), to: None }));
                    };
                    view! {
                        <li>
                            <button on:click=compare>
                                <span>{name}</span>
                                <small>{note}</small>
                            </button>
                        </li>
                    }
                })
                .views()
        })
    };
    view! {
        <section class="workspace-recent" aria-labelledby="recent">
            <div class="workspace-head">
                <h2 id="recent">"Versions"</h2>
                <button class="kit-button kit-button-quiet kit-button-small" on:click=move |_| desk.show_versions()>
                    "All"
                </button>
            </div>
            <ul class="workspace-recent-list">{ui_kit::dynamic(list)}</ul>
        </section>
    }
}

/// The drawer with the timeline.
#[component]
pub(crate) fn VersionsDrawer(desk: Desk) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match desk.checkpoint(field.value()).await {
                Ok(()) => field.set_value(""),
                Err(sentence) => desk.toasts.stop(sentence),
            }
            busy.set(false);
        });
    };
    let timeline = move || {
        let Some(versions) = desk.versions.get() else {
            return view! { <li class="workspace-version"><span class="kit-skeleton"></span></li> }.into_any();
        };
        if versions.is_empty() {
            return view! { <li class="workspace-day">"No versions yet. Save one to be able to come back to it."</li> }
                .into_any();
        }
        let mut day = String::new();
        let mut lines = Vec::new();
        for (place, version) in versions.iter().enumerate() {
            let when = version.created_at.plain();
            let (date, time) = when.split_once(", ").unwrap_or((&when, ""));
            if date != day {
                date.clone_into(&mut day);
                lines.push(view! { <li class="workspace-day">{day.clone()}</li> }.into_any());
            }
            let before = versions.get(place + 1).cloned();
            lines.push(
                view! { <VersionLine desk version=version.clone() before time=time.to_owned() newest=place == 0 /> }
                    .into_any(),
            );
        }
        lines.into_any()
    };
    let older = move || {
        desk.older_versions.with(Option::is_some).then(|| {
            view! {
                <div class="kit-pages">
                    <button class="kit-button kit-button-small" on:click=move |_| desk.load_older_versions()>
                        "Older versions"
                    </button>
                </div>
            }
            .into_any()
        })
    };
    let drawer = move || {
        view! {
            <aside class="workspace-panel workspace-versions" id="versions" aria-labelledby="versions-title">
                <div class="workspace-head">
                    <h2 id="versions-title">"Versions"</h2>
                    <button
                        class="kit-button kit-button-quiet kit-button-icon"
                        aria-label="Close versions"
                        on:click=move |_| desk.layout.versions.set(false)
                    >
                        <Icon name="close" />
                    </button>
                </div>
                {desk
                    .may_write
                    .get_untracked()
                    .then(|| {
                        view! {
                            <form class="workspace-save" on:submit=save>
                                <input
                                    node_ref=field
                                    class="kit-input"
                                    aria-label="What changed"
                                    placeholder="What changed? (optional)"
                                    maxlength="200"
                                />
                                <button class="kit-button" aria-busy=move || busy.get().then_some("true")>
                                    "Save"
                                </button>
                            </form>
                        }.into_any()
                    })}
                <div class="workspace-scroll" tabindex="0" role="region" aria-label="Timeline">
                    <ol class="workspace-timeline">{ui_kit::dynamic(timeline)}</ol>
                    {ui_kit::dynamic(older)}
                </div>
            </aside>
        }
        .into_any()
    };
    ui_kit::dynamic(move || desk.layout.versions.get().then(&drawer))
}

#[component]
fn VersionLine(desk: Desk, version: Version, before: Option<Version>, time: String, newest: bool) -> impl IntoView {
    let files = ui_kit::count(u64::from(version.file_count), "file", "files");
    let note = format!("v{} · {} · {time} · {files}", version.number, version.by);
    let (this, restored) = (version.clone(), version.clone());
    let changes = before.map(|before| {
        let this = this.clone();
        let show = move |_| {
            desk.dialog.set(Some(Dialog::Compare { from: before.clone(), to: Some(this.clone()) }));
        };
        view! {
            <button class="kit-button kit-button-small" on:click=show>
                "What changed"
            </button>
        }
    });
    let compare = move |_| desk.dialog.set(Some(Dialog::Compare { from: this.clone(), to: None }));
    let restore = move |_| desk.dialog.set(Some(Dialog::Restore { version: restored.clone() }));
    view! {
        <li class="workspace-version" aria-current=newest.then_some("true")>
            <p>{title(&version)}</p>
            <small>{note}</small>
            <span class="kit-actions">
                {changes}
                <button class="kit-button kit-button-small kit-button-quiet" on:click=compare>
                    "Compare with now"
                </button>
                {desk
                    .may_write
                    .get_untracked()
                    .then(|| {
                        view! {
                            <button class="kit-button kit-button-small kit-button-quiet" on:click=restore>
                                "Restore"
                            </button>
                        }.into_any()
                    })}
            </span>
        </li>
    }
}

/// Ctrl/Cmd+S: Enter saves, with or without words.
#[component]
pub(crate) fn SaveVersionDialog(desk: Desk) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let (busy, problem) = (RwSignal::new(false), RwSignal::new(None::<String>));
    ui_kit::effect(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            match desk.checkpoint(field.value()).await {
                Ok(()) => desk.dialog.set(None),
                Err(sentence) => problem.set(Some(sentence)),
            }
            busy.set(false);
        });
    };
    view! {
        <Modal desk title="Save a version">
            <form on:submit=save>
                <div class="kit-dialog-body">
                    <div class="kit-field">
                        <label class="kit-label" for="version-message">
                            "What changed? "
                            <small>"optional"</small>
                        </label>
                        <input node_ref=field autofocus id="version-message" class="kit-input" maxlength="200" autocomplete="off" />
                        <p class="kit-hint">"Texts are saved as you type. A version is a state that you can come back to."</p>
                        {ui_kit::dynamic(move || {
                            problem
                                .get()
                                .map(|problem| {
                                    view! {
                                        <p class="kit-error" role="alert">
                                            <Icon name="error" />
                                            {problem}
                                        </p>
                                    }.into_any()
                                })
                        })}
                    </div>
                </div>
                <div class="kit-dialog-foot">
                    <button class="kit-button kit-button-primary" aria-busy=move || busy.get().then_some("true")>
                        "Save version"
                        <kbd class="kit-kbd">"↵"</kbd>
                    </button>
                </div>
            </form>
        </Modal>
    }
}
