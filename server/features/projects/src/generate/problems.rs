//! A quick look at what a model wrote: what would keep the project from running at all. It is no compiler; the preview is.
use std::collections::HashSet;

/// Problems that are told at most: a model repairs from the first few, and a person reads no more.
const MAX_PROBLEMS: usize = 20;
/// Endings that an import may leave out.
const ENDINGS: [&str; 6] = ["", ".ts", ".tsx", ".js", ".jsx", ".json"];

/// What is wrong with these files, in sentences that name the file.
pub fn problems(files: &[(String, String)]) -> Vec<String> {
    let paths: HashSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let mut found = Vec::new();
    if !paths.contains("index.html") {
        found.push("index.html is missing.".to_owned());
    }
    for (path, text) in files {
        let end = path.rsplit('.').next().unwrap_or_default();
        match end {
            "json" => {
                if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
                    found.push(format!("{path} is not valid JSON: {error}."));
                }
            }
            "html" => found.extend(in_html(path, text, &paths)),
            "ts" | "js" | "mjs" => {
                found.extend(in_imports(path, text, &paths));
                found.extend(unbalanced(text).map(|what| format!("{path}: {what}")));
            }
            // Apostrophes in the text of an element look like the start of a string, so brackets are not counted here.
            "tsx" | "jsx" => found.extend(in_imports(path, text, &paths)),
            "css" => found.extend(unbalanced_css(text).map(|what| format!("{path}: {what}"))),
            _ => {}
        }
    }
    found.truncate(MAX_PROBLEMS);
    found
}

fn in_html(path: &str, text: &str, paths: &HashSet<&str>) -> Vec<String> {
    let mut found = Vec::new();
    for (tag, attribute) in [("<script", "src"), ("<link", "href"), ("<img", "src")] {
        for (at, _) in text.match_indices(tag) {
            let rest = &text[at + tag.len()..];
            let Some(inside) = rest.find('>').map(|end| &rest[..end]) else { continue };
            let Some(target) = attribute_of(inside, attribute) else { continue };
            if target.contains("://") || target.starts_with("//") {
                found.push(format!("{path} loads {target} from the network."));
            } else if target.is_empty() || target.starts_with(['#']) || target.starts_with("data:") {
                // Stays in the page.
            } else if resolve(path, target).is_none_or(|to| !paths.contains(to.as_str())) {
                found.push(format!("{path} refers to {target}, which does not exist."));
            }
        }
    }
    found
}

fn attribute_of<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = tag.match_indices(name).find_map(|(at, _)| {
        let before = tag[..at].chars().next_back()?;
        let rest = tag[at + name.len()..].trim_start().strip_prefix('=')?;
        before.is_whitespace().then_some((at, rest.trim_start()))
    })?;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split(quote).next().map(|value| value.split(['?', '#']).next().unwrap_or(value).trim())
}

fn in_imports(path: &str, text: &str, paths: &HashSet<&str>) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim_start) {
        // Only what can name a module: other exports may hold the word “from” in a text.
        let names_a_module = ["import ", "import{", "import\"", "import'", "export {", "export{", "export *", "} from"];
        if !names_a_module.iter().any(|start| line.starts_with(start)) {
            continue;
        }
        let Some(target) = import_target(line) else { continue };
        if target.starts_with("./") || target.starts_with("../") || target.starts_with('/') {
            let Some(to) = resolve(path, target) else {
                found.push(format!("{path} imports {target}, which leads out of the project."));
                continue;
            };
            // TypeScript may name a module by the ending that it will have once compiled.
            let as_source = to.strip_suffix(".js").map(|stem| format!("{stem}.ts"));
            let there = ENDINGS.iter().any(|end| paths.contains(format!("{to}{end}").as_str()))
                || ENDINGS[1..].iter().any(|end| paths.contains(format!("{to}/index{end}").as_str()))
                || as_source.is_some_and(|source| paths.contains(source.as_str()));
            if !there {
                found.push(format!("{path} imports {target}, which does not exist."));
            }
        } else if target.contains("://") {
            found.push(format!("{path} imports {target} from the network."));
        } else {
            found.push(format!("{path} imports the package {target}; there are no packages here."));
        }
    }
    found
}

/// The quoted module of `import … from "x"`, `import "x"` or `export … from "x"`, when it is on this line.
fn import_target(line: &str) -> Option<&str> {
    let rest = match line.rfind(" from ") {
        Some(at) => &line[at + 6..],
        None => line.strip_prefix("import")?,
    };
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next()
}

/// Where a reference in `from` leads, inside the project.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { from.split('/').collect() };
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn unbalanced_css(text: &str) -> Option<&'static str> {
    let (mut depth, mut rest) = (0_i64, text);
    while let Some(at) = rest.find(['{', '}', '/', '"', '\'']) {
        let c = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match c {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b'/' => {
                if let Some(comment) = rest.strip_prefix('*') {
                    rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
                }
            }
            quote => rest = rest.find([char::from(quote), '\n']).map_or("", |end| &rest[end + 1..]),
        }
        if depth < 0 {
            return Some("a } has no { before it.");
        }
    }
    (depth > 0).then_some("a { is never closed; the file may have been cut off.")
}

/// Whether brackets outside of strings, comments and patterns are closed in order.
fn unbalanced(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut open: Vec<(u8, usize)> = Vec::new();
    let (mut at, mut line) = (0, 1);
    // The last byte that was code tells division from the start of a pattern.
    let mut before = b';';
    while at < bytes.len() {
        let c = bytes[at];
        match c {
            b'\n' => line += 1,
            b'"' | b'\'' => {
                at += 1;
                while at < bytes.len() && bytes[at] != c && bytes[at] != b'\n' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                if bytes.get(at) == Some(&b'\n') {
                    line += 1;
                }
            }
            b'`' => {
                open.push((b'`', line));
                at = in_template(bytes, at + 1, &mut line, &mut open);
                before = b'`';
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                while at + 1 < bytes.len() && bytes[at + 1] != b'\n' {
                    at += 1;
                }
                at += 1;
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let end = text.get(at + 2..).and_then(|rest| rest.find("*/")).map_or(bytes.len(), |end| at + 4 + end);
                line += bytes[at..end].iter().filter(|b| **b == b'\n').count();
                at = end;
                continue;
            }
            b'/' if starts_pattern(text, at, before) => {
                let mut in_class = false;
                at += 1;
                while at < bytes.len() && bytes[at] != b'\n' && (bytes[at] != b'/' || in_class) {
                    match bytes[at] {
                        b'\\' => at += 1,
                        b'[' => in_class = true,
                        b']' => in_class = false,
                        _ => {}
                    }
                    at += 1;
                }
            }
            b'(' | b'[' | b'{' => open.push((c, line)),
            b')' | b']' | b'}' => {
                let wanted = match c {
                    b')' => b'(',
                    b']' => b'[',
                    _ => b'{',
                };
                match open.pop() {
                    Some((opened, _)) if opened == wanted => {
                        // The brace that ends `${…}` leads back into its template.
                        if c == b'}' && matches!(open.last(), Some((b'`', _))) {
                            at = in_template(bytes, at + 1, &mut line, &mut open);
                            before = b'`';
                            continue;
                        }
                    }
                    _ => return Some(format!("the {} in line {line} closes nothing.", char::from(c))),
                }
            }
            _ => {}
        }
        if !c.is_ascii_whitespace() {
            before = c;
        }
        at += 1;
    }
    open.last().map(|(c, line)| {
        format!("the {} of line {line} is never closed; the file may have been cut off.", char::from(*c))
    })
}

/// Reads a template literal from inside it, up to its end or the next `${`; answers where code goes on.
fn in_template(bytes: &[u8], mut at: usize, line: &mut usize, open: &mut Vec<(u8, usize)>) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' => *line += 1,
            b'`' => {
                open.pop();
                return at + 1;
            }
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                open.push((b'{', *line));
                return at + 2;
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// A slash begins a pattern where a value may stand: after an operator, an opening bracket or `return`.
fn starts_pattern(text: &str, at: usize, before: u8) -> bool {
    b"(,=:[!&|?{};+-*<>~^%\n".contains(&before)
        || text.get(..at).is_some_and(|code| {
            let word = code.trim_end();
            ["return", "case", "typeof", "await", "yield"].iter().any(|keyword| word.ends_with(keyword))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Vec<String> {
        problems(&files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn a_sound_project_has_none() {
        let files = [
            (
                "index.html",
                "<link rel=\"stylesheet\" href=\"./src/styles.css\"><script type='module' src='/src/main.ts?v=1'></script>\
                 <img src=\"data:image/png;base64,AA\"><a href=\"https://example.org\">out</a>",
            ),
            (
                "src/main.ts",
                "import { a } from './a.ts';\nimport b from \"./b\";\nconsole.log(`${a({ x: 1 })} } )`, b, /[{(]\\//.test('it\\'s'));\n",
            ),
            ("src/a.ts", "// don't { count\nexport const a = (x: { x: number }) => x.x / 2 / 3; /* ( */\n"),
            ("src/b/index.ts", "export const made = \"made from 'x'\";\nexport default '}';\n"),
            ("src/styles.css", "a::before { content: \"}\"; } /* { */\n"),
            ("package.json", "{\"name\": \"x\"}"),
        ];
        assert_eq!(of(&files), Vec::<String>::new());
    }

    #[test]
    fn each_kind_of_damage_is_named() {
        let found = of(&[
            ("page.html", "<script src=\"https://cdn.example/x.js\"></script><script src=\"gone.js\"></script>"),
            ("src/main.ts", "import React from 'react';\nimport './gone.ts';\nfunction a() {\n  b(`${c`);\n"),
            ("x.json", "{oops}"),
            ("a.css", "a { color: red;"),
            ("b.js", "a = [1, 2);\n"),
        ]);
        let all = found.join("\n");
        for part in [
            "index.html is missing",
            "loads https://cdn.example/x.js from the network",
            "refers to gone.js, which does not exist",
            "imports the package react",
            "imports ./gone.ts, which does not exist",
            "src/main.ts: the",
            "x.json is not valid JSON",
            "a.css: a { is never closed",
            "b.js: the ) in line 1 closes nothing",
        ] {
            assert!(all.contains(part), "{part} is not in:\n{all}");
        }
    }
}
