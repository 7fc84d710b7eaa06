//! Paths that stay inside the project and work on every system.
use std::fmt;

use serde::{Deserialize, Serialize};

/// A relative path with `/`, in normal form. It cannot leave the project.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilePath(String);

/// Why a path was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PathProblem {
    /// Nothing was given.
    #[error("A file needs a name.")]
    Empty,
    /// Longer than 400 bytes, or a part longer than 120.
    #[error("That path is too long. A path has at most 400 characters, and each part at most 120.")]
    TooLong,
    /// More than 16 folders.
    #[error("That is too deep. At most 16 folders can stand inside each other.")]
    TooDeep,
    /// `..`, a leading `/`, a drive letter.
    #[error("“{0}” leads out of the project. Use a path inside it, such as src/main.ts.")]
    Escapes(String),
    /// A character that some system cannot store.
    #[error("“{0}” cannot stand in a file name. Avoid \\ : * ? \" < > | # % and control characters.")]
    BadCharacter(String),
    /// A name that some system keeps for itself.
    #[error("“{0}” cannot be a file name on every system. Choose another.")]
    Reserved(String),
}

impl FilePath {
    /// Checks a path and brings it into normal form: `./a//b` becomes `a/b`.
    pub fn parse(text: &str) -> Result<Self, PathProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PathProblem::Empty);
        }
        if text.len() > 400 {
            return Err(PathProblem::TooLong);
        }
        if text.starts_with('/') || text.starts_with('\\') || text.as_bytes().get(1) == Some(&b':') {
            return Err(PathProblem::Escapes(text.to_owned()));
        }
        let mut parts = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => continue,
                ".." => return Err(PathProblem::Escapes(text.to_owned())),
                _ => parts.push(check_part(part)?),
            }
        }
        match parts.len() {
            0 => Err(PathProblem::Empty),
            1..=17 => Ok(Self(parts.join("/"))),
            _ => Err(PathProblem::TooDeep),
        }
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the last `/`.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The name's part after the last dot, lower-case; empty when there is none.
    pub fn extension(&self) -> String {
        self.name().rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default()
    }
}

fn check_part(part: &str) -> Result<&str, PathProblem> {
    if part.len() > 120 {
        return Err(PathProblem::TooLong);
    }
    if let Some(bad) = part.chars().find(|c| c.is_control() || "\\:*?\"<>|#%".contains(*c)) {
        return Err(PathProblem::BadCharacter(bad.escape_default().to_string()));
    }
    // Windows drops trailing dots and spaces and keeps these names for devices; an export must unpack there too.
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.as_bytes()[3].is_ascii_digit());
    if device || part.ends_with('.') || part.ends_with(' ') || part == ".git" {
        return Err(PathProblem::Reserved(part.to_owned()));
    }
    Ok(part)
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_into_normal_form() {
        for (given, normal) in [("a", "a"), ("./a//b.ts", "a/b.ts"), (" src/x y.ts ", "src/x y.ts"), (".env", ".env")] {
            assert_eq!(FilePath::parse(given).map(|p| p.to_string()), Ok(normal.to_owned()), "{given}");
        }
    }

    #[test]
    fn nothing_leaves_the_project() {
        for given in ["..", "../x", "a/../../b", "a/..", "/etc/passwd", "\\x", "C:/x", "c:x"] {
            assert!(matches!(FilePath::parse(given), Err(PathProblem::Escapes(_))), "{given}");
        }
        for given in ["a\\..\\b", "a\0b", "a\nb", "x?", "x#y", "%2e%2e/x"] {
            assert!(matches!(FilePath::parse(given), Err(PathProblem::BadCharacter(_))), "{given}");
        }
        for given in ["con", "a/NUL.txt", "lpt1", "x.", ".git", ".git/config"] {
            assert!(matches!(FilePath::parse(given), Err(PathProblem::Reserved(_))), "{given}");
        }
        assert_eq!(FilePath::parse("/ ./"), Err(PathProblem::Escapes("/ ./".into())));
        assert_eq!(FilePath::parse(" ./ "), Err(PathProblem::Empty));
        assert_eq!(FilePath::parse(&"a/".repeat(30)), Err(PathProblem::TooDeep));
        assert_eq!(FilePath::parse(&"a".repeat(121)), Err(PathProblem::TooLong));
    }
}
