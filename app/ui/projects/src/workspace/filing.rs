//! What can be done with files and folders: add, move, delete and take back, upload.
use kernel::FileId;
use leptos::{prelude::*, task::spawn_local};
use projects_contract::{FileEntry, FilePath, MAX_FILE_BYTES};
use ui_kit::plain_bytes;
use web_sys::File;

use super::{
    browser::{encoded, put},
    desk::Desk,
    names::{folder_of, folders_above, join, name_of},
    server_fns::{add_file, delete_file, move_file, move_folder, read_storage, rename_project, undelete_file},
};

/// Most files in one upload: a folder dropped by mistake should not become a project.
const MAX_UPLOADS: u32 = 200;

impl Desk {
    /// Adds an empty file and opens it. The error is a sentence for the dialog.
    pub(crate) async fn create_file(self, folder: &str, name: &str) -> Result<(), String> {
        let path = FilePath::parse(&join(folder, name.trim())).map_err(|problem| problem.to_string())?;
        let entry = add_file(self.id, path.as_str().to_owned(), String::new()).await.map_err(|e| e.to_string())?;
        self.arrived(entry.clone());
        self.open_file(entry.id);
        self.layout.show_code();
        Ok(())
    }

    /// Shows a new folder. The server knows folders by their files, so it is kept here until it has one.
    pub(crate) fn create_folder(self, folder: &str, name: &str) -> Result<(), String> {
        let path = FilePath::parse(&join(folder, name.trim())).map_err(|problem| problem.to_string())?;
        let path = path.as_str().to_owned();
        if self.at_path(&path).is_some() {
            return Err(format!("“{path}” exists already. Choose another name."));
        }
        self.open_folders.update(|open| {
            open.extend(folders_above(&path).map(str::to_owned));
            open.insert(path.clone());
        });
        self.empty_folders.update(|folders| _ = folders.insert(path));
        Ok(())
    }

    /// Renames or moves a file or a folder.
    pub(crate) async fn relocate(self, path: &str, is_folder: bool, to: &str) -> Result<(), String> {
        let to = FilePath::parse(to).map_err(|problem| problem.to_string())?.as_str().to_owned();
        if to == path {
            return Ok(());
        }
        if is_folder {
            if self.empty_folders.with_untracked(|folders| folders.contains(path)) {
                self.empty_folders.update(|folders| {
                    folders.remove(path);
                    folders.insert(to.clone());
                });
            } else {
                let moved = move_folder(self.id, path.to_owned(), to.clone()).await.map_err(|e| e.to_string())?;
                for entry in moved {
                    self.put_entry(entry);
                }
            }
            self.open_folders.update(|open| {
                if open.remove(path) {
                    open.insert(to.clone());
                }
                open.extend(folders_above(&to).map(str::to_owned));
            });
        } else {
            let Some(file) = self.at_path(path) else { return Ok(()) };
            let entry = move_file(file.id, to.clone()).await.map_err(|e| e.to_string())?;
            // The folder that it left stays on show, as people expect of folders.
            let left = folder_of(path);
            let still_used = self.files.with_untracked(|files| {
                files.iter().any(|other| other.id != file.id && other.path.starts_with(&format!("{left}/")))
            });
            if !left.is_empty() && !still_used {
                self.empty_folders.update(|folders| _ = folders.insert(left.to_owned()));
            }
            self.arrived(entry);
        }
        Ok(())
    }

    /// Puts files in the trash, with a message that can take it back.
    pub(crate) fn delete(self, files: Vec<FileId>, what: String) {
        spawn_local(async move {
            // The trash keeps what the server has; the last words belong to it.
            self.flush().await;
            let mut gone = Vec::new();
            for file in files {
                match delete_file(file).await {
                    Ok(()) => gone.push(file),
                    Err(error) => self.toasts.stop(error.to_string()),
                }
            }
            if gone.is_empty() {
                return;
            }
            self.counted();
            self.files.update(|files| files.retain(|entry| !gone.contains(&entry.id)));
            self.drop_lost_tabs();
            self.changed.update(|n| *n += 1);
            self.toasts.with_action(
                format!("{what} is in the trash."),
                "Undo",
                Callback::new(move |()| self.undelete(gone.clone())),
            );
        });
    }

    /// Takes files out of the trash.
    pub(crate) fn undelete(self, files: Vec<FileId>) {
        spawn_local(async move {
            for file in files {
                match undelete_file(file).await {
                    Ok(entry) => self.arrived(entry),
                    Err(error) => self.toasts.stop(error.to_string()),
                }
            }
        });
    }

    /// All files below a folder.
    pub(crate) fn files_below(self, folder: &str) -> Vec<FileEntry> {
        let prefix = format!("{folder}/");
        self.files
            .with_untracked(|files| files.iter().filter(|entry| entry.path.starts_with(&prefix)).cloned().collect())
    }

    /// Uploads files into a folder, one after the other; a file of the same name gets the new bytes.
    pub(crate) fn upload(self, folder: String, list: web_sys::FileList) {
        let files: Vec<File> = (0..list.length().min(MAX_UPLOADS)).filter_map(|at| list.get(at)).collect();
        if list.length() > MAX_UPLOADS {
            self.toasts.stop(format!("Only the first {MAX_UPLOADS} files are uploaded. Add the rest afterwards."));
        }
        spawn_local(async move {
            let mut arrived = 0_u32;
            for file in files {
                let name = file.name();
                if file.size() > MAX_FILE_BYTES as f64 {
                    let (size, most) = (plain_bytes(file.size() as u64), plain_bytes(MAX_FILE_BYTES as u64));
                    self.toasts.stop(format!("“{name}” has {size}. A file can have at most {most}."));
                    continue;
                }
                let path = match FilePath::parse(&join(&folder, &name)) {
                    Ok(path) => path.as_str().to_owned(),
                    Err(problem) => {
                        self.toasts.stop(problem.to_string());
                        continue;
                    }
                };
                let url = format!("/api/v1/projects/{}/upload?path={}", self.id, encoded(&path));
                match put::<FileEntry>(&url, file.as_ref()).await {
                    Ok(entry) => {
                        arrived += 1;
                        self.arrived(entry);
                    }
                    Err(error) => self.toasts.stop(format!("{name}: {error}")),
                }
            }
            if arrived > 0 {
                self.toasts.ok(format!("{} uploaded.", ui_kit::count(u64::from(arrived), "file", "files")));
                if let Ok(storage) = read_storage().await {
                    self.storage.set(storage);
                }
            }
        });
    }

    /// A file that is new here, or that moved.
    fn arrived(self, entry: FileEntry) {
        self.open_folders.update(|open| open.extend(folders_above(&entry.path).map(str::to_owned)));
        let folders: Vec<String> = folders_above(&entry.path).map(str::to_owned).collect();
        self.empty_folders.update(|empty| empty.retain(|folder| !folders.contains(folder)));
        self.put_entry(entry);
    }

    /// Renames the project.
    pub(crate) fn rename(self, name: String) {
        let before = self.name.get_untracked();
        let name = name.trim().to_owned();
        if name.is_empty() || name == before {
            return;
        }
        self.name.set(name.clone());
        spawn_local(async move {
            if let Err(error) = rename_project(self.id, name).await {
                self.name.set(before);
                self.toasts.stop(error.to_string());
            }
        });
    }

    /// Renames a file or folder within its folder. The path that it has now; none when nothing was changed.
    pub(crate) async fn rename_in_place(self, path: String, is_folder: bool, name: String) -> Option<String> {
        if name.trim().is_empty() || name.trim() == name_of(&path) {
            return None;
        }
        let to = join(folder_of(&path), name.trim());
        match self.relocate(&path, is_folder, &to).await {
            Ok(()) => Some(to),
            Err(problem) => {
                self.toasts.stop(problem);
                None
            }
        }
    }
}
