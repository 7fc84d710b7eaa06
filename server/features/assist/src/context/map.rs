//! The map of a project: every path, with what it exports as long as there is room.
use projects_contract::FileContent;

/// Most names that one file shows.
const MAX_NAMES: usize = 12;
/// Files larger than this are not looked into for names.
const MAX_SCANNED_BYTES: usize = 256 * 1024;

/// The map in at most `budget` bytes. Names go before paths do.
pub fn of(files: &[FileContent], budget: usize) -> String {
    let title = format!("The project has {} files:\n", files.len());
    let left = budget.saturating_sub(title.len());
    let with_names: Vec<String> = files.iter().map(|file| line(file, true)).collect();
    let lines = if with_names.iter().map(String::len).sum::<usize>() <= left {
        with_names
    } else {
        files.iter().map(|file| line(file, false)).collect()
    };
    let mut map = title;
    for (shown, line) in lines.iter().enumerate() {
        // Room for the last line, which says what is missing.
        if map.len() + line.len() + 40 > budget && shown + 1 < lines.len() {
            map.push_str(&format!("… and {} more files.\n", lines.len() - shown));
            break;
        }
        map.push_str(line);
    }
    map
}

fn line(file: &FileContent, with_names: bool) -> String {
    let path = &file.entry.path;
    match &file.text {
        None => format!("{path} (binary)\n"),
        Some(text) if with_names && text.len() <= MAX_SCANNED_BYTES => {
            let names = names(path, text);
            if names.is_empty() { format!("{path}\n") } else { format!("{path}: {}\n", names.join(", ")) }
        }
        Some(_) => format!("{path}\n"),
    }
}

/// What a script exports, by the words at the starts of its lines: quick, and right for code as people format it.
pub fn names<'a>(path: &str, text: &'a str) -> Vec<&'a str> {
    let is_script = ["ts", "tsx", "js", "jsx", "mjs"].iter().any(|end| path.rsplit('.').next() == Some(end));
    if !is_script {
        return Vec::new();
    }
    let mut names = Vec::new();
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("export ") else { continue };
        let words = rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'));
        let keywords = [
            "default",
            "async",
            "function",
            "const",
            "let",
            "var",
            "class",
            "interface",
            "type",
            "enum",
            "abstract",
            "",
        ];
        if let Some(name) = words.into_iter().find(|word| !keywords.contains(word))
            && !names.contains(&name)
        {
            names.push(name);
        }
        if names.len() == MAX_NAMES {
            break;
        }
    }
    names
}
