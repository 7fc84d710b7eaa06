//! The person's own cursor, on its way to everybody else.
use collab_contract::protocol::Position;
use kernel::FileId;

/// Between two that are sent, in milliseconds.
const EVERY: u64 = 100;

type Place = (FileId, Position, Option<Position>);

/// Where the cursor is, and what of that was sent.
#[derive(Debug, Default)]
pub struct Cursor {
    place: Option<Place>,
    is_waiting: bool,
    sent_at: Option<u64>,
}

impl Cursor {
    pub fn point(&mut self, file: FileId, position: Position, selection: Option<Position>) {
        self.place = Some((file, position, selection));
        self.is_waiting = true;
    }

    /// On a new line nobody knows where it is.
    pub fn again(&mut self) {
        self.is_waiting = self.place.is_some();
    }

    /// In how many milliseconds there is something to send.
    pub fn due(&self, now: u64) -> Option<u64> {
        self.is_waiting.then(|| self.sent_at.map_or(0, |sent| (sent + EVERY).saturating_sub(now)))
    }

    /// The newest place, once it is time.
    pub fn take(&mut self, now: u64) -> Option<Place> {
        if self.due(now) != Some(0) {
            return None;
        }
        self.is_waiting = false;
        self.sent_at = Some(now);
        self.place
    }
}
