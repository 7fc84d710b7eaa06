//! The text of the open file: the editor where there is one, a plain field where there is not.
use kernel::FileId;
use leptos::{html, prelude::*, task::spawn_local};
use monaco_wasm::{Command, Editor, EditorError, Options, Theme, Urls};
use ui_kit::{Banner, Icon, plain_bytes};

use super::{
    browser::{assets, is_dark, is_narrow},
    desk::{Desk, Dialog, Mode, Standing},
    editor_host, field,
    names::{is_picture, name_of},
    notices::Notices,
    tabs::OpenFiles,
    together,
};

/// What the place of the text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Waiting,
    Binary(FileId),
    Unreadable(FileId),
    Text(FileId),
}

/// Tabs, notices and the text.
#[component]
pub(crate) fn EditorPane(desk: Desk) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let shown = Memo::new(move |_| {
        let Some(file) = desk.active.get() else { return Shown::Nothing };
        if desk.files.with(|files| files.iter().any(|entry| entry.id == file && entry.is_binary)) {
            return Shown::Binary(file);
        }
        desk.replaced.track();
        match desk.standings.with(|all| all.get(&file).cloned()) {
            _ if desk.texts.with_value(|texts| texts.contains_key(&file)) => Shown::Text(file),
            Some(Standing::Failed(_)) => Shown::Unreadable(file),
            _ => Shown::Waiting,
        }
    });
    start_editor(desk, host);
    ui_kit::effect(move || {
        let (Shown::Text(file), Mode::Editor) = (shown.get(), desk.mode.get()) else { return };
        show_in_editor(desk, file);
        let may_type = desk.may_type(file);
        let holder = desk.company.locked_by_other(file);
        editor_host::with(|editor| {
            editor.set_read_only(!may_type)?;
            editor.locked_for(&file.to_string(), holder.as_deref())
        });
    });
    ui_kit::effect(move || {
        let (Shown::Text(_), Mode::Editor, false) =
            (shown.get(), desk.mode.get(), desk.company.room.with(String::is_empty))
        else {
            return;
        };
        desk.load_threads();
    });
    ui_kit::effect(move || {
        // The place that was asked for, as soon as its file is on show.
        let Some((file, line, column)) = desk.reveal.get() else { return };
        if shown.get() == Shown::Text(file) && desk.mode.get() == Mode::Editor {
            show_in_editor(desk, file);
            editor_host::with(|editor| {
                editor.reveal(line, column)?;
                editor.focus()
            });
            desk.reveal.set(None);
        }
    });
    let in_editor = move || matches!(shown.get(), Shown::Text(_)) && desk.mode.get() == Mode::Editor;
    let otherwise = move || match shown.get() {
        Shown::Nothing => view! { <NothingOpen desk /> }.into_any(),
        Shown::Waiting => view! { <Waiting /> }.into_any(),
        Shown::Binary(file) => view! { <BinaryFile desk file /> }.into_any(),
        Shown::Unreadable(file) => view! { <Unreadable desk file /> }.into_any(),
        Shown::Text(file) => match desk.mode.get() {
            Mode::Editor => ().into_any(),
            Mode::Field => view! { <TextField desk file /> }.into_any(),
            Mode::Plain => view! { <PlainText desk file /> }.into_any(),
        },
    };
    view! {
        <section
            class="workspace-panel workspace-editor"
            id="editor"
            aria-label="Editor"
            on:pointerdown=move |_| desk.layout.shut_drawer()
        >
            <OpenFiles desk />
            <Notices desk />
            <div class="workspace-text">
                <div node_ref=host class="workspace-monaco" hidden=move || !in_editor()></div>
                {ui_kit::dynamic(otherwise)}
            </div>
        </section>
    }
}

/// Brings a file on show in the editor; the first time with its text.
fn show_in_editor(desk: Desk, file: FileId) {
    let Some(entry) = desk.entry(file) else { return };
    let text = desk.text_of(file);
    editor_host::with(|editor| editor.open_model(&file.to_string(), &entry.path, &text, ""));
    desk.company.show_cursors();
}

/// Loads the editor, once, where there is room for it. Until then, and when it fails, the plain field does.
fn start_editor(desk: Desk, host: NodeRef<html::Div>) {
    let started = StoredValue::new(false);
    ui_kit::effect(move || {
        let Some(element) = host.get() else { return };
        if started.get_value() {
            return;
        }
        if desk.mode.get_untracked() == Mode::Plain {
            desk.mode.set(Mode::Field);
        }
        // The layout learns the window's width a moment later than this; a phone must not load an editor meanwhile.
        if desk.layout.is_narrow() || is_narrow() {
            return;
        }
        started.set_value(true);
        spawn_local(async move {
            match load_editor(desk, &element).await {
                Ok(editor) => {
                    editor_host::keep(editor);
                    desk.mode.set(Mode::Editor);
                }
                Err(sentence) => desk.toasts.stop(format!("{sentence} You can go on in the plain text field.")),
            }
        });
    });
}

async fn load_editor(desk: Desk, element: &web_sys::HtmlDivElement) -> Result<Editor, String> {
    let [module, stylesheet] = assets(["monaco.js", "monaco.css"]).await?;
    let urls = Urls { module, stylesheet };
    Editor::load(&urls).await.map_err(|error| error.to_string())?;
    mount(desk, element).map_err(|error| error.to_string())
}

fn mount(desk: Desk, element: &web_sys::HtmlDivElement) -> Result<Editor, EditorError> {
    let theme = if is_dark() { Theme::Dark } else { Theme::Light };
    let options = Options { theme, read_only: true, ..Options::default() };
    let editor = Editor::create(element, &options)?;
    editor.on_change(move |file, changes| {
        if let Ok(file) = file.parse() {
            desk.touched(file, changes);
        }
    })?;
    editor.on_undo(move |file, again| {
        if let Ok(file) = file.parse() {
            desk.take_back(file, again);
        }
    })?;
    editor.on_composing(|file, composing| {
        together::with(|live| live.hold(file, composing));
        if let (false, Ok(file)) = (composing, file.parse::<FileId>()) {
            // Whatever was refused in between is put right; usually nothing was.
            let text = together::with(|live| live.text(&file.to_string())).flatten();
            if let Some(text) = text {
                editor_host::set_text(file, &text);
            }
        }
    })?;
    editor.on_cursor(move |line, column, selection_line, selection_column| {
        if let Some(file) = desk.active.get_untracked() {
            desk.pointed(file, line, column, (selection_line, selection_column));
        }
    })?;
    editor.on_thread(move |line| {
        if let Some(file) = desk.active.get_untracked() {
            desk.open_comments(file, line);
        }
    })?;
    editor.add_command(Command::Save, move || desk.ask_for_version())?;
    editor.add_command(Command::Palette, move || desk.ask(None))?;
    editor.add_command(Command::QuickOpen, move || desk.dialog.set(Some(Dialog::Palette { text: "" })))?;
    Ok(editor)
}

#[component]
fn NothingOpen(desk: Desk) -> impl IntoView {
    view! {
        <div class="kit-empty">
            <Icon name="code" />
            <h2>"No file is open"</h2>
            <p>"Choose one on the left, or find it by name."</p>
            <div class="kit-actions">
                <button class="kit-button" on:click=move |_| desk.dialog.set(Some(Dialog::Palette { text: "" }))>
                    "Find a file"
                    <kbd class="kit-kbd">"Ctrl P"</kbd>
                </button>
            </div>
        </div>
    }
}

#[component]
fn Waiting() -> impl IntoView {
    view! {
        <div class="kit-dialog-body" aria-busy="true" aria-label="Loading the file">
            <span class="kit-skeleton kit-skeleton-title"></span>
            <span class="kit-skeleton"></span>
            <span class="kit-skeleton"></span>
            <span class="kit-skeleton kit-skeleton-short"></span>
        </div>
    }
}

#[component]
fn BinaryFile(desk: Desk, file: FileId) -> impl IntoView {
    let entry = desk.entry(file);
    let path = entry.as_ref().map_or_else(String::new, |entry| entry.path.clone());
    let size = plain_bytes(entry.map_or(0, |entry| entry.size_bytes));
    let address = format!("/api/v1/files/{file}/raw");
    let icon = if is_picture(&path) { "image" } else { "file" };
    view! {
        <div class="workspace-binary">
            <Icon name=icon />
            <p>
                <strong>{name_of(&path).to_owned()}</strong>
                <br />
                {format!("Binary file, {size}, kept as it is.")}
            </p>
            <a class="kit-button" href=address download="">
                <Icon name="download" />
                "Download"
            </a>
        </div>
    }
}

#[component]
fn Unreadable(desk: Desk, file: FileId) -> impl IntoView {
    let sentence = move || match desk.standings.with(|all| all.get(&file).cloned()) {
        Some(Standing::Failed(sentence)) => sentence,
        _ => String::new(),
    };
    let again = move |_| {
        desk.standings.update(|all| drop(all.remove(&file)));
        desk.open_file(file);
    };
    view! {
        <div class="kit-dialog-body">
            <Banner state="stop">{ui_kit::dynamic(sentence)}</Banner>
            <div class="kit-actions">
                <button class="kit-button" on:click=again>
                    "Try again"
                </button>
            </div>
        </div>
    }
}

/// The text as the server sends it, to be read before anything is alive.
#[component]
fn PlainText(desk: Desk, file: FileId) -> impl IntoView {
    let text = desk.text_of(file);
    let numbers = (1..=text.split('\n').count()).map(|number| format!("{number}\n")).collect::<String>();
    view! {
        <div class="workspace-plain" tabindex="0" role="region" aria-label="Text of the file">
            <span aria-hidden="true">{numbers}</span>
            <code>{text}</code>
        </div>
    }
}

/// The text in a field of the browser's own.
#[component]
fn TextField(desk: Desk, file: FileId) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    // A keyboard that is in the middle of a word would write it twice if the text changed under it.
    let hold = move |wanted| _ = together::with(|live| live.hold(&file.to_string(), wanted));
    on_cleanup(move || hold(false));
    let value = move || {
        desk.replaced.track();
        desk.text_of(file)
    };
    let moved = move || {
        let (Some(field), Some(link)) = (field.get_untracked(), desk.link.get_untracked()) else { return };
        let (text, start) = (field.value(), field.selection_start().ok().flatten().unwrap_or(0));
        let end = field.selection_end().ok().flatten().unwrap_or(start);
        let units: Vec<u16> = text.encode_utf16().collect();
        let (start, end) = ((start as usize).min(units.len()), (end as usize).min(units.len()));
        let newline = u16::from(b'\n');
        let line = 1 + units[..start].iter().filter(|unit| **unit == newline).count();
        let column = 1 + units[..start].iter().rev().take_while(|unit| **unit != newline).count();
        let (line, column) = (u32::try_from(line).unwrap_or(1), u32::try_from(column).unwrap_or(1));
        desk.pointed(file, line, column, (0, 0));
        link.selection.set((end > start).then(|| String::from_utf16_lossy(&units[start..end])));
    };
    view! {
        <textarea
            node_ref=field
            class=field::CLASS
            aria-label="Text of the file"
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            wrap="off"
            readonly=move || {
                !desk.may_type(file) || desk.company.locked_by_other(file).is_some()
            }
            prop:value=value
            on:input=move |event| desk.typed(file, &event_target_value(&event))
            on:compositionstart=move |_| hold(true)
            on:compositionend=move |_| hold(false)
            on:keyup=move |_| moved()
            on:click=move |_| moved()
        ></textarea>
    }
}
