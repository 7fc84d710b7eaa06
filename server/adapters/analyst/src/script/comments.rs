//! What comments say, without their marks.

/// The comment that ends right above a declaration, as one line.
pub(super) fn comment_above(before: &str) -> String {
    let before = before.trim_end_matches([' ', '\t']);
    let Some(before) = before.strip_suffix('\n') else { return String::new() };
    let raw = if before.trim_end().ends_with("*/") {
        before.rfind("/*").map_or("", |start| &before[start..])
    } else {
        let mut lines: Vec<&str> = before.rsplit('\n').take_while(|line| line.trim_start().starts_with("//")).collect();
        lines.reverse();
        return plain_comment(&lines.join("\n"));
    };
    plain_comment(raw)
}

/// The words of a comment without its marks, at most two hundred characters.
pub(crate) fn plain_comment(raw: &str) -> String {
    let words: Vec<&str> = raw
        .lines()
        .flat_map(|line| {
            let line = line.trim().trim_start_matches("/**").trim_start_matches("/*").trim_end_matches("*/");
            line.trim_start_matches(['/', '*']).split_whitespace()
        })
        .take_while(|word| !word.starts_with('@'))
        .collect();
    words.join(" ").chars().take(200).collect()
}
