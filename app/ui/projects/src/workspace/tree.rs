//! The file tree as rows, and where a key leads in it (the WAI-ARIA tree pattern).
use std::collections::{BTreeMap, HashSet};

use kernel::FileId;
use projects_contract::FileEntry;

use super::names::join;

/// One visible line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// From the project's root; unique among rows.
    pub path: String,
    /// What is shown.
    pub name: String,
    /// 0 at the root.
    pub depth: u32,
    /// What it is.
    pub node: Node,
}

/// A folder or a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// Has children, shown when `open`.
    Folder {
        /// Whether its children are shown.
        open: bool,
    },
    /// A file.
    File {
        /// Which.
        id: FileId,
        /// Kept as it came, without an editor.
        is_binary: bool,
    },
}

impl Row {
    /// Whether it is a folder.
    pub const fn is_folder(&self) -> bool {
        matches!(self.node, Node::Folder { .. })
    }
}

/// What a key asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Move the focus there.
    Focus(String),
    /// Show a folder's children.
    Open(String),
    /// Hide a folder's children.
    Close(String),
    /// Open the file, or turn the folder over.
    Activate(String),
}

/// By sort, folders first, then by name without regard to case.
type Children<'a> = BTreeMap<(bool, String, &'a str), Child<'a>>;

enum Child<'a> {
    Folder(Children<'a>),
    File(&'a FileEntry),
}

/// Folders first, then files, both by name without regard to case. `empty` names folders that hold nothing yet: the
/// server knows only files, so such a folder lives in the page until its first file.
pub fn rows(files: &[FileEntry], empty: &HashSet<String>, open: &HashSet<String>) -> Vec<Row> {
    let mut root = Children::new();
    for file in files {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        folder_at(&mut root, folder).insert((true, name.to_lowercase(), name), Child::File(file));
    }
    for path in empty {
        folder_at(&mut root, path);
    }
    let mut rows = Vec::new();
    list(&root, "", 0, open, &mut rows);
    rows
}

fn folder_at<'a, 'b>(root: &'b mut Children<'a>, path: &'a str) -> &'b mut Children<'a> {
    path.split('/').filter(|part| !part.is_empty()).fold(root, |folder, part| {
        let child = folder.entry((false, part.to_lowercase(), part)).or_insert_with(|| Child::Folder(Children::new()));
        match child {
            Child::Folder(children) => children,
            Child::File(_) => unreachable!("files are kept under another key"),
        }
    })
}

fn list(children: &Children<'_>, at: &str, depth: u32, open: &HashSet<String>, rows: &mut Vec<Row>) {
    for ((_, _, name), child) in children {
        let name = (*name).to_owned();
        match child {
            Child::Folder(inner) => {
                let path = join(at, &name);
                let is_open = open.contains(&path);
                rows.push(Row { path: path.clone(), name, depth, node: Node::Folder { open: is_open } });
                if is_open {
                    list(inner, &path, depth + 1, open, rows);
                }
            }
            Child::File(file) => {
                let node = Node::File { id: file.id, is_binary: file.is_binary };
                rows.push(Row { path: file.path.clone(), name, depth, node });
            }
        }
    }
}

/// Where `key` leads from the row `at`; `None` for a key that means nothing here, so that the page can have it.
pub fn step(rows: &[Row], at: &str, key: &str) -> Option<Step> {
    let here = rows.iter().position(|row| row.path == at)?;
    let row = &rows[here];
    let focus = |row: &Row| Step::Focus(row.path.clone());
    match key {
        "ArrowDown" => rows.get(here + 1).map(focus),
        "ArrowUp" => here.checked_sub(1).and_then(|above| rows.get(above)).map(focus),
        "Home" => rows.first().map(focus),
        "End" => rows.last().map(focus),
        "Enter" | " " => Some(Step::Activate(row.path.clone())),
        "ArrowRight" => match row.node {
            Node::Folder { open: false } => Some(Step::Open(row.path.clone())),
            Node::Folder { open: true } => rows.get(here + 1).filter(|next| next.depth > row.depth).map(focus),
            Node::File { .. } => None,
        },
        "ArrowLeft" => match row.node {
            Node::Folder { open: true } => Some(Step::Close(row.path.clone())),
            _ => rows[..here].iter().rev().find(|above| above.depth < row.depth).map(focus),
        },
        letter if letter.chars().count() == 1 => {
            // Typing a letter goes to the next row that begins with it, round the end.
            let letter = letter.to_lowercase();
            let after = rows[here + 1..].iter().chain(&rows[..here]);
            after.into_iter().find(|row| row.name.to_lowercase().starts_with(&letter)).map(focus)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use kernel::{ProjectId, Timestamp};

    use super::*;

    fn file(number: u8, path: &str) -> FileEntry {
        FileEntry {
            id: format!("018f0000-0000-7000-8000-0000000000{number:02}").parse().unwrap(),
            project_id: "018f0000-0000-7000-8000-000000000001".parse::<ProjectId>().unwrap(),
            path: path.to_owned(),
            version: 1,
            size_bytes: 1,
            is_binary: false,
            updated_at: Timestamp::from_seconds(0),
            trashed_at: None,
        }
    }

    fn project() -> Vec<FileEntry> {
        vec![
            file(1, "README.md"),
            file(2, "src/b.ts"),
            file(3, "src/A.ts"),
            file(4, "src/deep/x.ts"),
            file(5, "a.html"),
        ]
    }

    fn open(paths: &[&str]) -> HashSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    fn paths(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(|row| row.path.as_str()).collect()
    }

    #[test]
    fn folders_come_first_and_case_does_not_matter() {
        let rows = rows(&project(), &HashSet::new(), &open(&["src"]));
        assert_eq!(paths(&rows), ["src", "src/deep", "src/A.ts", "src/b.ts", "a.html", "README.md"]);
        assert_eq!(rows[1].depth, 1);
        assert!(!rows[2].is_folder());
    }

    #[test]
    fn a_closed_folder_hides_open_ones_inside() {
        let rows = rows(&project(), &HashSet::new(), &open(&["src/deep"]));
        assert_eq!(paths(&rows), ["src", "a.html", "README.md"]);
    }

    #[test]
    fn an_empty_folder_is_shown_until_it_has_a_file() {
        let empty = HashSet::from(["src/new".to_owned(), "zoo".to_owned()]);
        let rows = rows(&project(), &empty, &open(&["src"]));
        assert_eq!(paths(&rows)[..4], ["src", "src/deep", "src/new", "src/A.ts"]);
        assert!(rows.iter().any(|row| row.path == "zoo" && row.is_folder()));
    }

    #[test]
    fn arrows_follow_the_tree_pattern() {
        let rows = rows(&project(), &HashSet::new(), &open(&["src"]));
        assert_eq!(step(&rows, "src", "ArrowDown"), Some(Step::Focus("src/deep".into())));
        assert_eq!(step(&rows, "src", "ArrowUp"), None);
        assert_eq!(step(&rows, "src", "ArrowLeft"), Some(Step::Close("src".into())));
        assert_eq!(step(&rows, "src", "ArrowRight"), Some(Step::Focus("src/deep".into())));
        assert_eq!(step(&rows, "src/deep", "ArrowRight"), Some(Step::Open("src/deep".into())));
        assert_eq!(step(&rows, "src/b.ts", "ArrowLeft"), Some(Step::Focus("src".into())));
        assert_eq!(step(&rows, "src/b.ts", "ArrowRight"), None);
        assert_eq!(step(&rows, "src/b.ts", "End"), Some(Step::Focus("README.md".into())));
        assert_eq!(step(&rows, "a.html", "Enter"), Some(Step::Activate("a.html".into())));
    }

    #[test]
    fn a_letter_goes_round_the_end() {
        let rows = rows(&project(), &HashSet::new(), &open(&["src"]));
        assert_eq!(step(&rows, "src/A.ts", "a"), Some(Step::Focus("a.html".into())));
        assert_eq!(step(&rows, "a.html", "a"), Some(Step::Focus("src/A.ts".into())));
        assert_eq!(step(&rows, "a.html", "q"), None);
        assert_eq!(step(&rows, "gone", "ArrowDown"), None);
    }
}
