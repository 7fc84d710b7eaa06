//! What a path says by itself: its name, its folder, its language. Nothing here looks at a file's content.
use std::collections::HashSet;

/// The part after the last `/`.
pub fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Everything before the last `/`; empty at the project's root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A name in a folder; the empty folder is the project's root.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The folders that contain `path`, outermost first.
pub fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The part after the last dot of the name, as it is; empty when there is none.
pub fn extension_of(path: &str) -> &str {
    match name_of(path).rsplit_once('.') {
        Some((before, extension)) if !before.is_empty() => extension,
        _ => "",
    }
}

/// The two or three characters that stand before a file's name in the tree.
pub fn sign_of(path: &str) -> String {
    match extension_of(path).to_ascii_lowercase().as_str() {
        "html" | "htm" | "xml" | "svg" | "vue" => "<>".to_owned(),
        "json" | "jsonc" | "webmanifest" => "{}".to_owned(),
        "yaml" => "yml".to_owned(),
        "" => "·".to_owned(),
        other => other.chars().take(3).collect(),
    }
}

/// The language's name for the status bar. The editor decides by itself how to colour a file.
pub fn language_of(path: &str) -> &'static str {
    match extension_of(path).to_ascii_lowercase().as_str() {
        "ts" | "mts" | "cts" => "TypeScript",
        "tsx" => "TypeScript JSX",
        "js" | "mjs" | "cjs" => "JavaScript",
        "jsx" => "JavaScript JSX",
        "html" | "htm" => "HTML",
        "css" => "CSS",
        "scss" => "SCSS",
        "less" => "Less",
        "json" | "jsonc" | "webmanifest" => "JSON",
        "md" | "markdown" => "Markdown",
        "rs" => "Rust",
        "py" => "Python",
        "go" => "Go",
        "java" => "Java",
        "kt" => "Kotlin",
        "cs" => "C#",
        "c" | "h" => "C",
        "cpp" | "hpp" | "cc" => "C++",
        "rb" => "Ruby",
        "php" => "PHP",
        "sql" => "SQL",
        "sh" | "bash" => "Shell",
        "yml" | "yaml" => "YAML",
        "toml" => "TOML",
        "xml" | "svg" => "XML",
        _ => "Plain text",
    }
}

/// Whether the browser can draw the file's bytes as a picture.
pub fn is_picture(path: &str) -> bool {
    matches!(
        extension_of(path).to_ascii_lowercase().as_str(),
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "ico"
    )
}

/// A free name beside `path` for a second text: `a/b.ts` becomes `a/b (my copy).ts`, then `a/b (my copy 2).ts`.
pub fn copy_beside(path: &str, taken: &HashSet<String>) -> String {
    let (folder, name) = (folder_of(path), name_of(path));
    let extension = extension_of(path);
    let stem = if extension.is_empty() { name } else { &name[..name.len() - extension.len() - 1] };
    let ending = if extension.is_empty() { String::new() } else { format!(".{extension}") };
    let candidate = |number: usize| {
        let mark = if number == 1 { "my copy".to_owned() } else { format!("my copy {number}") };
        join(folder, &format!("{stem} ({mark}){ending}"))
    };
    (1..).map(candidate).find(|path| !taken.contains(path)).unwrap_or_else(|| candidate(1))
}

/// The file to show first: what a person most likely wants to see of a project.
pub fn first_to_show<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    const WANTED: [&str; 6] =
        ["src/main.ts", "src/main.tsx", "src/main.js", "index.html", "src/index.html", "README.md"];
    let known = WANTED.iter().find_map(|wanted| paths.clone().find(|path| path == wanted));
    known.or_else(|| paths.clone().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_apart_and_together() {
        assert_eq!((folder_of("a/b/c.ts"), name_of("a/b/c.ts")), ("a/b", "c.ts"));
        assert_eq!((folder_of("c.ts"), name_of("c.ts")), ("", "c.ts"));
        assert_eq!(join("", "c.ts"), "c.ts");
        assert_eq!(join("a", "c.ts"), "a/c.ts");
        assert_eq!(folders_above("a/b/c.ts").collect::<Vec<_>>(), ["a", "a/b"]);
    }

    #[test]
    fn a_hidden_file_has_no_extension() {
        assert_eq!(extension_of(".gitignore"), "");
        assert_eq!(extension_of("a.b/c"), "");
        assert_eq!(extension_of("a/b.test.ts"), "ts");
        assert_eq!(sign_of("index.HTML"), "<>");
        assert_eq!(language_of("x/y.TSX"), "TypeScript JSX");
    }

    #[test]
    fn a_copy_never_takes_a_name_that_is_in_use() {
        let mut taken = HashSet::new();
        assert_eq!(copy_beside("src/a.test.ts", &taken), "src/a.test (my copy).ts");
        taken.insert("src/a.test (my copy).ts".to_owned());
        assert_eq!(copy_beside("src/a.test.ts", &taken), "src/a.test (my copy 2).ts");
        assert_eq!(copy_beside("LICENSE", &taken), "LICENSE (my copy)");
    }

    #[test]
    fn the_main_file_is_shown_before_the_first_one() {
        assert_eq!(first_to_show(["a.css", "index.html", "src/main.ts"].into_iter()), Some("src/main.ts"));
        assert_eq!(first_to_show(["a.css", "b.css"].into_iter()), Some("a.css"));
        assert_eq!(first_to_show(std::iter::empty()), None);
    }
}
