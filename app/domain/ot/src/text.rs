//! Texts that operations can be applied to.
use ropey::Rope;

/// A text measured in UTF-16 code units. Whoever calls the methods stays inside it and on character boundaries
/// ([`crate::Op::check`] does that for a whole operation).
pub trait Text {
    /// Its length in code units.
    fn units(&self) -> u32;

    /// Whether `at` is a place between two characters, or one of the ends.
    fn is_boundary(&self, at: u32) -> bool;

    /// Replaces `deleted` code units at `at` by `inserted`.
    fn replace(&mut self, at: u32, deleted: u32, inserted: &str);

    /// Appends `units` code units from `at` to `out`.
    fn read(&self, at: u32, units: u32, out: &mut String);
}

/// A text as a rope: every change takes logarithmic time, and a copy takes constant time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RopeText {
    rope: Rope,
}

impl RopeText {
    /// The rope itself, for reading lines and pieces.
    pub const fn rope(&self) -> &Rope {
        &self.rope
    }

    /// Its length in bytes of UTF-8.
    pub fn len_bytes(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether every character is one code unit, so that the two can be counted alike.
    fn is_plain(&self) -> bool {
        self.rope.len_chars() == self.rope.len_utf16_cu()
    }

    fn char_at(&self, at: u32) -> usize {
        if self.is_plain() { at as usize } else { self.rope.utf16_cu_to_char(at as usize) }
    }
}

impl From<&str> for RopeText {
    fn from(text: &str) -> Self {
        Self { rope: Rope::from_str(text) }
    }
}

impl std::fmt::Display for RopeText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

impl Text for RopeText {
    fn units(&self) -> u32 {
        // Files end at 10 MiB, far below.
        u32::try_from(self.rope.len_utf16_cu()).unwrap_or(u32::MAX)
    }

    fn is_boundary(&self, at: u32) -> bool {
        let at = at as usize;
        if self.is_plain() || at >= self.rope.len_utf16_cu() {
            return at <= self.rope.len_utf16_cu();
        }
        self.rope.char_to_utf16_cu(self.rope.utf16_cu_to_char(at)) == at
    }

    fn replace(&mut self, at: u32, deleted: u32, inserted: &str) {
        let from = self.char_at(at);
        if deleted > 0 {
            let to = self.char_at(at + deleted);
            self.rope.remove(from..to);
        }
        if !inserted.is_empty() {
            self.rope.insert(from, inserted);
        }
    }

    fn read(&self, at: u32, units: u32, out: &mut String) {
        let (from, to) = (self.char_at(at), self.char_at(at + units));
        for chunk in self.rope.slice(from..to).chunks() {
            out.push_str(chunk);
        }
    }
}

/// The length of `text` in code units.
pub(crate) fn units_of(text: &str) -> u32 {
    // No text of this crate is longer than `MAX_UNITS`; a longer one is refused by whoever adds it up.
    u32::try_from(edits::utf16_len(text)).unwrap_or(u32::MAX)
}
