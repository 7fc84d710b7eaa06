//! Everything that the parts of the workspace share: which files there are, what is open, who else is here.
//!
//! [`Desk`] is a bundle of signals, so a copy is as good as the original. Its verbs stand in the modules of what they
//! are about: [`super::tabs`], [`super::saving`], [`super::together`], [`super::filing`].
use std::collections::{HashMap, HashSet};

use kernel::{Cursor, FileId, ProjectId};
use leptos::prelude::*;
use projects_contract::{FileEntry, ProjectRole, Storage, Version};
use ui_kit::WorkspaceLink;

use super::{
    company::Company,
    layout::Layout,
    names::folders_above,
    server_fns::{Opening, list_files},
    toasts::Toasts,
    together,
};

/// Files up to which a project is shown with all its folders open.
const SHOWN_WHOLE: usize = 40;

/// How a file that is open stands with the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its text is on the way here.
    Loading,
    /// The server has all of it.
    Saved,
    /// On the way to the server.
    Saving,
    /// Kept in this browser until the server is reached.
    Offline,
    /// The file could not be read; in plain words.
    Failed(String),
}

/// How the page stands with its room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// Not there yet.
    Connecting,
    /// Everything is told at once.
    Up,
    /// It was lost and is tried again.
    Down,
    /// It will not come back by itself; why, in plain words.
    Ended(String),
}

/// A text as it was last taken up from the editor.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// The version that it was read with.
    pub version: i64,
    /// All of it.
    pub text: String,
}

/// A text that could not be kept in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LostText {
    /// Of which file.
    pub file: FileId,
    /// Where that was.
    pub path: String,
    /// As the person had it.
    pub text: String,
}

/// How the text of the open file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// As the server rendered it, until the page is alive.
    Plain,
    /// A text field: on phones, and until the editor has loaded.
    Field,
    /// The editor.
    Editor,
}

/// The dialog on show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Dialog {
    /// A new file in a folder.
    NewFile {
        /// Where; empty for the root.
        folder: String,
    },
    /// A new folder in a folder.
    NewFolder {
        /// Where; empty for the root.
        folder: String,
    },
    /// Another path for a file or a folder.
    Move {
        /// Its path now.
        path: String,
        /// Whether it is a folder.
        is_folder: bool,
    },
    /// Really delete a folder with all that is in it?
    DeleteFolder {
        /// Its path.
        path: String,
    },
    /// Files that were deleted.
    Trash,
    /// Texts that could not be kept.
    Lost,
    /// Two states of the project.
    Compare {
        /// The older one.
        from: Version,
        /// The newer one; now when absent.
        to: Option<Version>,
    },
    /// Really bring a version back?
    Restore {
        /// Which.
        version: Version,
    },
    /// A message for a version, or none.
    SaveVersion,
    /// Really put the project in the trash?
    TrashProject,
    /// Files and commands by name.
    Palette {
        /// What stands in its field at first; `>` asks for commands.
        text: &'static str,
    },
}

/// The shared state. See the module's words.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// The project.
    pub id: ProjectId,
    /// Whether the person may change files.
    pub may_write: RwSignal<bool>,
    /// Whether the person may rename and trash the project.
    pub is_owner: bool,
    /// Whether there is a plan to look at.
    pub has_plan: bool,
    /// The project's name.
    pub name: RwSignal<String>,
    /// Where the preview lives.
    pub preview_origin: StoredValue<String>,
    /// Files outside the trash.
    pub files: RwSignal<Vec<FileEntry>>,
    /// Folders without a file.
    pub empty_folders: RwSignal<HashSet<String>>,
    /// Folders whose children are shown.
    pub open_folders: RwSignal<HashSet<String>>,
    /// Open files, in the order of their tabs.
    pub tabs: RwSignal<Vec<FileId>>,
    /// The file on show.
    pub active: RwSignal<Option<FileId>>,
    /// How each open file stands with the server.
    pub standings: RwSignal<HashMap<FileId, Standing>>,
    /// The open texts.
    pub texts: StoredValue<HashMap<FileId, Text>>,
    /// Open files that can be changed: the live room knows their texts.
    pub alive: RwSignal<HashSet<FileId>>,
    /// Texts that could not be kept in their files.
    pub lost: RwSignal<Vec<LostText>>,
    /// How the page stands with its room.
    pub line: RwSignal<Line>,
    /// Who else is here.
    pub company: Company,
    /// Grows when the text on show was replaced from outside of the editor.
    pub replaced: RwSignal<u32>,
    /// Grows when any text or file changed: the preview builds again.
    pub changed: RwSignal<u32>,
    /// How the text is shown.
    pub mode: RwSignal<Mode>,
    /// The place to show next, once its file is open: line and column from 1.
    pub reveal: RwSignal<Option<(FileId, u32, u32)>>,
    /// Cursor: line and column from 1.
    pub cursor: RwSignal<(u32, u32)>,
    /// Counts what was done to the list of files here.
    pub list_count: StoredValue<u32>,
    /// Room in use.
    pub storage: RwSignal<Storage>,
    /// Saved versions, newest first; `None` until they were asked for.
    pub versions: RwSignal<Option<Vec<Version>>>,
    /// Where older versions begin, if there are any.
    pub older_versions: RwSignal<Option<Cursor>>,
    /// The dialog on show.
    pub dialog: RwSignal<Option<Dialog>>,
    /// Short messages.
    pub toasts: Toasts,
    /// Panels and their widths.
    pub layout: Layout,
    /// What the assistant's panel knows.
    pub link: RwSignal<Option<WorkspaceLink>>,
}

impl Desk {
    /// The state in which the server and the browser both begin.
    pub(crate) fn open(opening: Opening) -> Self {
        let Opening { project, files, storage, shown } = opening;
        let mut texts = HashMap::new();
        let mut standings = HashMap::new();
        let mut open_folders = HashSet::new();
        let active = shown.as_ref().map(|file| file.entry.id);
        if let Some(file) = shown {
            open_folders.extend(folders_above(&file.entry.path).map(str::to_owned));
            let text = Text { version: file.entry.version, text: file.text.unwrap_or_default() };
            texts.insert(file.entry.id, text);
            standings.insert(file.entry.id, Standing::Saved);
        }
        // A small project is shown whole; in a large one the person opens what they look for.
        if files.len() <= SHOWN_WHOLE {
            open_folders.extend(files.iter().flat_map(|file| folders_above(&file.path)).map(str::to_owned));
        }
        Self {
            id: project.id,
            may_write: RwSignal::new(project.role >= ProjectRole::Editor),
            is_owner: project.role == ProjectRole::Owner,
            has_plan: project.has_plan,
            name: RwSignal::new(project.name),
            preview_origin: StoredValue::new(project.preview_origin),
            files: RwSignal::new(files),
            empty_folders: RwSignal::new(HashSet::new()),
            open_folders: RwSignal::new(open_folders),
            tabs: RwSignal::new(active.into_iter().collect()),
            active: RwSignal::new(active),
            standings: RwSignal::new(standings),
            texts: StoredValue::new(texts),
            alive: RwSignal::new(HashSet::new()),
            lost: RwSignal::new(Vec::new()),
            line: RwSignal::new(Line::Connecting),
            company: Company::new(),
            replaced: RwSignal::new(0),
            changed: RwSignal::new(0),
            mode: RwSignal::new(Mode::Plain),
            reveal: RwSignal::new(None),
            cursor: RwSignal::new((1, 1)),
            list_count: StoredValue::new(0),
            storage: RwSignal::new(storage),
            versions: RwSignal::new(None),
            older_versions: RwSignal::new(None),
            dialog: RwSignal::new(None),
            toasts: Toasts::new(),
            layout: Layout::new(),
            link: RwSignal::new(None),
        }
    }

    /// What the assistant's panel may know and do. Called once, while the page is made.
    pub(crate) fn make_link(self) -> WorkspaceLink {
        let link = WorkspaceLink {
            project: self.id,
            may_write: self.may_write,
            file_path: RwSignal::new(self.active_path()),
            selection: RwSignal::new(None),
            line: RwSignal::new(None),
            shared: RwSignal::new(false),
            unsaved: RwSignal::new(false),
            request: RwSignal::new(None),
            focus: RwSignal::new(0),
            stop: RwSignal::new(0),
            model: RwSignal::new(String::new()),
            trial: RwSignal::new(None),
            files_changed: Callback::new(move |_paths: Vec<String>| {
                self.refresh();
                // Applying saves a version first.
                self.load_versions();
            }),
            open_file: Callback::new(move |(path, line): (String, u32)| self.open_path(&path, line, 1)),
            close_panel: Callback::new(move |()| self.layout.shut_assist()),
        };
        self.link.set(Some(link));
        link
    }

    /// One file of the list, as it is now. Does not subscribe.
    pub(crate) fn entry(self, file: FileId) -> Option<FileEntry> {
        self.files.with_untracked(|files| files.iter().find(|entry| entry.id == file).cloned())
    }

    /// The file at a path, as it is now. Does not subscribe.
    pub(crate) fn at_path(self, path: &str) -> Option<FileEntry> {
        self.files.with_untracked(|files| files.iter().find(|entry| entry.path == path).cloned())
    }

    fn active_path(self) -> Option<String> {
        self.active.get_untracked().and_then(|file| self.entry(file)).map(|entry| entry.path)
    }

    /// The list of files is about to be another one; answers that were asked for before do not count any more.
    pub(crate) fn counted(self) -> u32 {
        self.list_count.update_value(|n| *n += 1);
        self.list_count.get_value()
    }

    /// In a small project, which is shown whole, a folder that somebody else made is open, too.
    fn show_new_folders(self, files: &[FileEntry]) {
        if files.len() > SHOWN_WHOLE {
            return;
        }
        let new = files.iter().filter(|file| self.entry(file.id).is_none_or(|known| known.path != file.path));
        let folders: Vec<String> = new.flat_map(|file| folders_above(&file.path)).map(str::to_owned).collect();
        if !folders.is_empty() {
            self.open_folders.update(|open| open.extend(folders));
        }
    }

    fn tell_new_paths(self, files: &[FileEntry]) {
        for file in files.iter().filter(|file| self.texts.with_value(|texts| texts.contains_key(&file.id))) {
            if self.entry(file.id).is_some_and(|known| known.path != file.path) {
                together::with(|live| live.renamed(&file.id.to_string(), &file.path));
            }
        }
    }

    /// Puts a file into the list, in the place of an older line of the same file.
    pub(crate) fn put_entry(self, entry: FileEntry) {
        self.counted();
        self.tell_new_paths(std::slice::from_ref(&entry));
        self.files.update(|files| {
            files.retain(|known| known.id != entry.id);
            let at = files.partition_point(|known| known.path < entry.path);
            files.insert(at, entry);
        });
        self.changed.update(|n| *n += 1);
    }

    /// Asks the server for the list of files. Open texts come by themselves.
    pub(crate) fn refresh(self) {
        let asked = self.counted();
        leptos::task::spawn_local(async move {
            match list_files(self.id).await {
                // Something was done here meanwhile that the answer may not know of yet.
                Ok(_) if self.list_count.get_value() != asked => self.refresh(),
                Ok(files) => {
                    self.tell_new_paths(&files);
                    self.show_new_folders(&files);
                    self.files.set(files);
                    self.drop_lost_tabs();
                    self.changed.update(|n| *n += 1);
                }
                Err(error) => self.toasts.stop(error.to_string()),
            }
        });
    }
}
