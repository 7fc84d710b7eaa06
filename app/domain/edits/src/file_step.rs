//! What happens to one file of a project, in a form that a page can carry out on its own copy.
use serde::{Deserialize, Serialize};

/// One step. Steps are carried out in order: a file that is changed and moved has two.
///
/// With `text` the file at `path` holds that, whether it existed or not; with `moved_to` what was at `path` is there; with
/// neither there is no file at `path`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileStep {
    /// From the project's root.
    pub path: String,
    /// All of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// From the project's root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
}

impl FileStep {
    /// The file holds this.
    pub fn write(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: Some(text.into()), moved_to: None }
    }

    /// The file is called something else.
    pub fn rename(path: impl Into<String>, to: impl Into<String>) -> Self {
        Self { path: path.into(), text: None, moved_to: Some(to.into()) }
    }

    /// The file is gone.
    pub fn remove(path: impl Into<String>) -> Self {
        Self { path: path.into(), text: None, moved_to: None }
    }
}
