//! How quickly one connection is read, and how often it is written to.
use std::time::Duration;

use tokio::time::Instant;

/// Messages a second in the long run.
const RATE: f64 = 60.0;
/// Messages that may come at once after a quiet time.
const BURST: f64 = 200.0;

/// A token bucket. An empty one means that the socket is not read for a moment; nothing is refused.
#[derive(Debug)]
pub struct Pace {
    left: f64,
    at: Instant,
}

impl Pace {
    /// A full one.
    pub const fn new(now: Instant) -> Self {
        Self { left: BURST, at: now }
    }

    /// Takes one message, and answers how long to wait before the next is read.
    pub fn take(&mut self, now: Instant) -> Duration {
        self.left = (self.left + now.duration_since(self.at).as_secs_f64() * RATE).min(BURST) - 1.0;
        self.at = now;
        if self.left >= 0.0 { Duration::ZERO } else { Duration::from_secs_f64(-self.left / RATE) }
    }
}

/// Writes at once after a quiet time, and no sooner than `every` after the last time otherwise: what comes in between
/// goes out together. So nobody waits longer than that, and many small messages cost few wake-ups.
#[derive(Debug)]
pub struct Bundles {
    every: Duration,
    from: Instant,
}

impl Bundles {
    /// Nothing was written yet. Zero writes everything at once.
    pub const fn new(every: Duration, now: Instant) -> Self {
        Self { every, from: now }
    }

    /// When the next write may be; in the past after a quiet time.
    pub const fn not_before(&self) -> Instant {
        self.from
    }

    /// Something was written.
    pub fn wrote(&mut self, now: Instant) {
        self.from = now + self.every;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_read_at_once_and_a_flood_at_its_rate() {
        let begun = Instant::now();
        let mut pace = Pace::new(begun);
        assert!((0..200).all(|_| pace.take(begun).is_zero()));
        let mut now = begun;
        for _ in 0..120 {
            now += pace.take(now);
        }
        let took = now.duration_since(begun).as_secs_f64();
        assert!((1.9..2.1).contains(&took), "{took}");
    }

    #[test]
    fn what_comes_after_a_quiet_time_is_written_at_once_and_the_rest_together() {
        let begun = Instant::now();
        let ms = Duration::from_millis;
        let mut bundles = Bundles::new(ms(8), begun);
        assert!(bundles.not_before() <= begun);
        bundles.wrote(begun);
        assert_eq!(bundles.not_before(), begun + ms(8));
        bundles.wrote(begun + ms(9));
        assert!(bundles.not_before() > begun + ms(9) && bundles.not_before() <= begun + ms(30));

        let mut at_once = Bundles::new(ms(0), begun);
        at_once.wrote(begun + ms(3));
        assert!(at_once.not_before() <= begun + ms(3));
    }
}
