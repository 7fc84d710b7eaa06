//! What a model proposes: changes to files, each made of SEARCH/REPLACE blocks.

use serde::{Deserialize, Serialize};

/// One passage to find and what to put in its place. Both are whole lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// The lines to find; empty only for a new or empty file.
    pub search: String,
    /// The lines to write instead; empty deletes.
    pub replace: String,
}

/// What is to happen to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ChangeKind {
    /// Blocks are placed in the file that is there.
    Edit,
    /// The file is written whole: its one block has an empty `search`.
    Create,
    /// The file goes away.
    Delete,
    /// The file moves, and then its blocks, if it has any, are placed.
    Rename {
        /// Where it moves.
        to: String,
    },
}

/// A proposed change to one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The path as the model wrote it, without a leading `./`. Not checked against any folder.
    pub path: String,
    /// What is to happen.
    #[serde(flatten)]
    pub kind: ChangeKind,
    /// The passages, in any order.
    pub blocks: Vec<Block>,
}

impl Change {
    /// The text of a file that is to be written whole.
    pub fn content(&self) -> Option<&str> {
        match (&self.kind, self.blocks.as_slice()) {
            (ChangeKind::Create, [block]) => Some(&block.replace),
            (ChangeKind::Create, []) => Some(""),
            _ => None,
        }
    }

    /// The change in the tag form that [`crate::ChangeParser`] reads.
    pub fn to_markup(&self) -> String {
        let path = self.path.replace('"', "");
        let (kind, to) = match &self.kind {
            ChangeKind::Edit => ("edit", String::new()),
            ChangeKind::Create => ("create", String::new()),
            ChangeKind::Delete => ("delete", String::new()),
            ChangeKind::Rename { to } => ("rename", format!(" to=\"{}\"", to.replace('"', ""))),
        };
        let mut text = format!("<change path=\"{path}\" kind=\"{kind}\"{to}>\n");
        for block in &self.blocks {
            for (marker, part) in [("<<<<<<< SEARCH\n", &block.search), ("=======\n", &block.replace)] {
                text.push_str(marker);
                text.push_str(part);
                if !part.is_empty() && !part.ends_with('\n') {
                    text.push('\n');
                }
            }
            text.push_str(">>>>>>> REPLACE\n");
        }
        text.push_str("</change>\n");
        text
    }
}

/// Joins edits of one file that came as several changes, keeping the order in which files first appear. Models repeat
/// the path for each block; placing all blocks of a file against one base is what makes their order free.
pub fn combine(changes: Vec<Change>) -> Vec<Change> {
    let mut combined: Vec<Change> = Vec::new();
    for change in changes {
        let earlier = combined.iter_mut().rev().find(|earlier| earlier.path == change.path);
        match earlier {
            Some(earlier) if earlier.kind == ChangeKind::Edit && change.kind == ChangeKind::Edit => {
                earlier.blocks.extend(change.blocks);
            }
            _ => combined.push(change),
        }
    }
    combined
}
