//! The files of a question, read only as far as the answer needs them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use ports::model::ContextFile;

use crate::script::{self, Script, Unread};

/// How much script is read for one answer before the rest is left out, in bytes. It keeps the first word quick; the
/// answer says when it was reached.
const READ_BUDGET_BYTES: usize = 6 * 1024 * 1024;

/// What a file is written in, as far as the analyst can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Script,
    Html,
    Css,
    Json,
    Markdown,
    Other,
}

impl Language {
    pub fn of(path: &str) -> Language {
        if script::is_script(path) {
            return Language::Script;
        }
        match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "html" | "htm" | "svg" | "vue" => Language::Html,
            "css" => Language::Css,
            "json" => Language::Json,
            "md" | "markdown" => Language::Markdown,
            _ => Language::Other,
        }
    }
}

/// A project as one question sees it.
pub(crate) struct Project<'a> {
    pub files: &'a [ContextFile],
    scripts: RefCell<HashMap<usize, Result<Rc<Script>, Unread>>>,
    spent: Cell<usize>,
    stop: &'a dyn Fn() -> bool,
}

impl<'a> Project<'a> {
    /// `stop` is asked between files; once it says true, nothing more is read.
    pub fn new(files: &'a [ContextFile], stop: &'a dyn Fn() -> bool) -> Project<'a> {
        Project { files, scripts: RefCell::default(), spent: Cell::new(0), stop }
    }

    pub fn text(&self, index: usize) -> &'a str {
        &self.files[index].text
    }

    pub fn path(&self, index: usize) -> &'a str {
        &self.files[index].path
    }

    pub fn language(&self, index: usize) -> Language {
        Language::of(self.path(index))
    }

    /// True when no more should be read: nobody waits for the answer, or it has cost enough.
    pub fn is_spent(&self) -> bool {
        self.spent.get() > READ_BUDGET_BYTES || (self.stop)()
    }

    /// The facts of a script, read at most once.
    pub fn script(&self, index: usize) -> Result<Rc<Script>, Unread> {
        if let Some(known) = self.scripts.borrow().get(&index) {
            return known.clone();
        }
        if self.language(index) == Language::Script {
            self.spent.set(self.spent.get() + self.text(index).len());
        }
        let script = script::read(self.path(index), self.text(index)).map(Rc::new);
        self.scripts.borrow_mut().insert(index, script.clone());
        script
    }

    /// Indices of files that people wrote: not built, not vendored.
    pub fn own(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.files.len()).filter(|index| {
            let path = self.path(*index);
            let foreign = ["node_modules/", "dist/", "build/", "vendor/", ".git/"];
            !foreign.iter().any(|folder| path.starts_with(folder) || path.contains(&format!("/{folder}")))
                && !path.contains(".min.")
        })
    }

    pub fn find(&self, path: &str) -> Option<usize> {
        self.files.iter().position(|file| file.path == path)
    }

    /// The file that words such as `store.ts`, `src/store.ts` or `./store` mean, if only one can be meant.
    pub fn named(&self, words: &str) -> Option<usize> {
        let words = words.trim_start_matches("./").trim_matches('/');
        if words.is_empty() {
            return None;
        }
        if let Some(index) = self.find(words) {
            return Some(index);
        }
        let by_end: Vec<usize> = self.own().filter(|index| self.path(*index).ends_with(&format!("/{words}"))).collect();
        if let [only] = by_end.as_slice() {
            return Some(*only);
        }
        let stem =
            |path: &'a str| path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(stem, _)| stem);
        let by_stem: Vec<usize> = self.own().filter(|index| stem(self.path(*index)) == words).collect();
        match by_stem.as_slice() {
            [only] if by_end.is_empty() => Some(*only),
            _ => None,
        }
    }

    /// The file that an import in `from` loads, for imports of the project's own files.
    pub fn resolve(&self, from: &str, source: &str) -> Option<usize> {
        if !source.starts_with('.') && !source.starts_with('/') {
            return None;
        }
        let mut parts: Vec<&str> = if source.starts_with('/') { Vec::new() } else { from.split('/').collect() };
        parts.pop();
        for part in source.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                name => parts.push(name),
            }
        }
        let base = parts.join("/");
        let swapped = base.strip_suffix(".js").map(|stem| format!("{stem}.ts"));
        let endings =
            ["", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".css", ".json", "/index.ts", "/index.tsx", "/index.js"];
        let mut candidates = endings.iter().map(|ending| format!("{base}{ending}")).chain(swapped);
        candidates.find_map(|path| self.find(&path))
    }

    /// Who imports a file, with the line of the import.
    pub fn importers(&self, target: usize) -> Vec<(usize, usize)> {
        let stem = self.path(target).rsplit('/').next().map_or("", |name| name.split('.').next().unwrap_or(name));
        let mut found = Vec::new();
        for index in self.own().filter(|index| *index != target && self.text(*index).contains(stem)) {
            if self.is_spent() {
                break;
            }
            if let Ok(script) = self.script(index) {
                let lines = script
                    .imports
                    .iter()
                    .filter(|import| self.resolve(self.path(index), &import.source) == Some(target));
                found.extend(lines.map(|import| (index, import.line)));
            } else if self.language(index) == Language::Html {
                let text = self.text(index);
                let markup = crate::markup::Markup::of(text);
                let lines = crate::position::Lines::of(text);
                for tag in &markup.tags {
                    let link = tag.attribute("src").or_else(|| tag.attribute("href"));
                    if link.is_some_and(|link| {
                        let source =
                            if link.value.starts_with('.') { link.value.clone() } else { format!("./{}", link.value) };
                        self.resolve(self.path(index), &source) == Some(target)
                    }) {
                        found.push((index, lines.line(tag.at.start)));
                    }
                }
            }
        }
        found
    }
}
