//! When a file that is not let in says again where it stands.

/// The first new try is made at once. How long the one after it waits, in milliseconds; each next one waits twice as
/// long.
const FIRST_WAIT: u64 = 250;
/// No try waits longer.
const LONGEST_WAIT: u64 = 8_000;
/// A file that was in for so long begins with a first try again.
const GOOD: u64 = 8_000;
/// A browser that was closed for long may have to count up to where it was, and a server may be without its database
/// for a while. After this many tries and so long, document and server do not agree on something.
const MAX_TRIES: u32 = 64;
const LONG: u64 = 10 * 60 * 1_000;

/// How often one file was not let in, and when it tries again. Times are milliseconds from anywhere.
#[derive(Debug, Default)]
pub struct Patience {
    /// Since it was in last.
    tries: u32,
    /// When the first of them failed.
    since: Option<u64>,
    /// How long the next one waits.
    wait: u64,
    due: Option<u64>,
    /// When it was let in, if it still is.
    in_since: Option<u64>,
}

impl Patience {
    /// It was not let in, or is put out.
    pub fn failed(&mut self, now: u64) {
        if self.in_since.take().is_some_and(|since| now.saturating_sub(since) >= GOOD) {
            self.wait = 0;
        }
        self.tries = self.tries.saturating_add(1);
        self.since.get_or_insert(now);
        self.due = Some(now + self.wait);
        self.wait = (self.wait * 2).clamp(FIRST_WAIT, LONGEST_WAIT);
    }

    /// It is in.
    pub fn is_in(&mut self, now: u64) {
        (self.tries, self.since) = (0, None);
        self.in_since.get_or_insert(now);
    }

    /// It says where it stands.
    pub fn said(&mut self) {
        self.due = None;
    }

    /// In how many milliseconds it has to say where it stands.
    pub fn due(&self, now: u64) -> Option<u64> {
        self.due.map(|due| due.saturating_sub(now))
    }

    /// Whether it goes on in vain.
    pub fn is_over(&self, now: u64) -> bool {
        self.tries > MAX_TRIES && self.since.is_some_and(|since| now.saturating_sub(since) >= LONG)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_apart_up_to_eight_seconds() {
        let mut patience = Patience::default();
        let waits: Vec<_> = (0..8)
            .filter_map(|_| {
                patience.failed(1_000);
                patience.due(1_000)
            })
            .collect();
        assert_eq!(waits, [0, 250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    }

    #[test]
    fn who_was_in_for_a_moment_waits_on_and_who_was_in_for_long_begins_again() {
        let mut patience = Patience::default();
        patience.failed(0);
        patience.failed(0);
        patience.is_in(1_000);
        patience.failed(2_000);
        assert_eq!(patience.due(2_000), Some(500));
        patience.is_in(3_000);
        patience.failed(11_000);
        assert_eq!(patience.due(11_000), Some(0));
    }

    #[test]
    fn it_is_over_after_many_tries_and_ten_minutes() {
        let mut patience = Patience::default();
        for _ in 0..=MAX_TRIES {
            patience.failed(5_000);
        }
        assert!(!patience.is_over(5_000 + LONG - 1));
        assert!(patience.is_over(5_000 + LONG));
        patience.is_in(5_000 + LONG);
        assert!(!patience.is_over(5_000 + LONG));
    }
}
