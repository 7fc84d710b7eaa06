//! When to connect, when to ask whether anybody is there, and when to give up. Without clock and network: times are
//! milliseconds from anywhere, chances are between 0 and 1.
use crate::event::LineState;

/// How long the first new try waits; each one after it twice as long.
const FIRST_WAIT: u32 = 250;
/// No try waits longer.
const LONGEST_WAIT: u32 = 8_000;
/// A line that has lasted this long was a good one: the next try is a first one again.
const GOOD: u64 = 5_000;
/// After so much silence somebody is asked.
const QUIET: u64 = 5_000;
/// Who does not answer for so long is not there: twelve seconds of silence in all. It counts from the question, because
/// the clock of a page in the background ticks once a minute.
const DEAF: u64 = 7_000;
/// Making a line may take so long.
const PATIENCE: u64 = 15_000;
/// A server that refuses this often does so for a reason.
const REFUSALS: u32 = 3;
/// The code of RFC 6455 for whoever has no place any more.
const POLICY: u16 = 1008;

/// What the silence asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    /// Nothing.
    Fine,
    /// A ping.
    Ask,
    /// The end of this line.
    Dead,
}

/// What is to be done after a line has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// In how many milliseconds to try again; never, when the line has ended for good.
    pub wait: Option<u32>,
    /// For people; may be empty.
    pub message: String,
}

/// The line to the room.
#[derive(Debug)]
pub struct Line {
    state: LineState,
    /// When it began to be as it is.
    since: u64,
    heard_at: u64,
    asked_at: Option<u64>,
    wait: u32,
    refusals: u32,
}

impl Default for Line {
    fn default() -> Self {
        Self { state: LineState::Down, since: 0, heard_at: 0, asked_at: None, wait: FIRST_WAIT, refusals: 0 }
    }
}

impl Line {
    /// How it is.
    pub const fn state(&self) -> LineState {
        self.state
    }

    /// A socket is being opened.
    pub fn connecting(&mut self, now: u64) {
        (self.state, self.since) = (LineState::Connecting, now);
    }

    /// The socket is open.
    pub fn opened(&mut self, now: u64) {
        (self.state, self.since, self.heard_at) = (LineState::Up, now, now);
        self.asked_at = None;
        self.refusals = 0;
    }

    /// Something was heard.
    pub fn heard(&mut self, now: u64) {
        self.heard_at = now;
        self.asked_at = None;
    }

    /// Called every second or so.
    pub fn pulse(&mut self, now: u64) -> Pulse {
        let silence = now.saturating_sub(self.heard_at);
        match self.state {
            LineState::Up if self.asked_at.is_some_and(|asked| now.saturating_sub(asked) >= DEAF) => Pulse::Dead,
            LineState::Up if silence >= QUIET && self.asked_at.is_none() => {
                self.asked_at = Some(now);
                Pulse::Ask
            }
            LineState::Connecting if now.saturating_sub(self.since) >= PATIENCE => Pulse::Dead,
            _ => Pulse::Fine,
        }
    }

    /// The socket is closed, with this code and these words of the server. Nothing is to be done or told when the line
    /// had ended for good before.
    pub fn closed(&mut self, code: u16, reason: &str, is_online: bool, now: u64, chance: f64) -> Option<Next> {
        let was_up = self.state == LineState::Up;
        if self.state == LineState::Ended {
            return None;
        }
        if code == POLICY {
            self.state = LineState::Ended;
            let message = if reason.is_empty() { "Your place in this room has ended." } else { reason };
            return Some(Next { wait: None, message: message.to_owned() });
        }
        if was_up && now.saturating_sub(self.since) >= GOOD {
            self.wait = FIRST_WAIT;
        }
        if !was_up && is_online {
            self.refusals += 1;
        }
        (self.state, self.since) = (LineState::Down, now);
        let message = match (is_online, self.refusals) {
            (false, _) => "This device is offline. What you type is sent when it is back.",
            (true, refusals) if refusals >= REFUSALS => {
                "The server does not let this page into the room. It may be restarting, or you are signed out: reload \
                 the page to find out."
            }
            _ => reason,
        };
        // Half of it certain, half by chance: pages that lost one server do not come back all at once.
        let wait = self.wait / 2 + (f64::from(self.wait / 2) * chance) as u32;
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
        Some(Next { wait: Some(wait), message: message.to_owned() })
    }

    /// The room is closed, or the page has no use for it any more.
    pub fn end(&mut self) {
        self.state = LineState::Ended;
    }

    /// Somebody or something knows that trying is worth it now.
    pub fn hurry(&mut self) {
        self.wait = FIRST_WAIT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_apart_up_to_eight_seconds_and_begin_again_after_a_good_line() {
        let mut line = Line::default();
        let mut waits = Vec::new();
        for _ in 0..7 {
            line.connecting(0);
            waits.extend(line.closed(1006, "", true, 0, 1.0).unwrap().wait);
        }
        assert_eq!(waits, [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
        line.opened(0);
        assert_eq!(line.closed(1006, "", true, 4_999, 0.0).unwrap().wait, Some(4_000));
        line.opened(10_000);
        assert_eq!(line.closed(1006, "", true, 15_000, 0.0).unwrap().wait, Some(125));
    }

    #[test]
    fn silence_is_asked_about_once_and_then_believed() {
        let mut line = Line::default();
        line.opened(0);
        assert_eq!(line.pulse(4_999), Pulse::Fine);
        assert_eq!(line.pulse(5_000), Pulse::Ask);
        assert_eq!(line.pulse(11_999), Pulse::Fine);
        line.heard(11_999);
        assert_eq!(line.pulse(17_000), Pulse::Ask);
        assert_eq!(line.pulse(24_000), Pulse::Dead);
    }

    #[test]
    fn a_line_that_is_never_made_is_given_up() {
        let mut line = Line::default();
        line.connecting(1_000);
        assert_eq!(line.pulse(15_999), Pulse::Fine);
        assert_eq!(line.pulse(16_000), Pulse::Dead);
    }

    #[test]
    fn who_has_no_place_is_told_and_does_not_come_again() {
        let mut line = Line::default();
        line.opened(0);
        let next = line.closed(1008, "Your place is gone.", true, 1, 0.5).unwrap();
        assert_eq!(next, Next { wait: None, message: "Your place is gone.".into() });
        assert_eq!(line.state(), LineState::Ended);
    }

    #[test]
    fn a_line_that_has_ended_has_nothing_more_to_say() {
        let mut line = Line::default();
        line.opened(0);
        line.end();
        assert_eq!(line.closed(1008, "The room is closed.", true, 1, 0.5), None);
        assert_eq!(line.state(), LineState::Ended);
    }

    #[test]
    fn three_refusals_are_told_and_tried_on() {
        let mut line = Line::default();
        let mut told = Vec::new();
        for _ in 0..3 {
            line.connecting(0);
            let next = line.closed(1006, "", true, 0, 0.0).unwrap();
            assert!(next.wait.is_some());
            told.push(!next.message.is_empty());
        }
        assert_eq!(told, [false, false, true]);
    }

    #[test]
    fn without_a_network_nobody_is_blamed() {
        let mut line = Line::default();
        for _ in 0..5 {
            line.connecting(0);
            assert!(line.closed(1006, "", false, 0, 0.0).unwrap().message.contains("offline"));
        }
    }
}
