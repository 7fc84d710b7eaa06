//! How quickly one connection is read.
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
}
