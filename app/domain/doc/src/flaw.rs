//! Mistakes that the simulator plants to see whether it would notice them.

/// A mistake that somebody could make in this crate or around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(not(feature = "flaws"), allow(dead_code, reason = "asked about everywhere, planted in the simulator only"))]
pub enum Flaw {
    /// The server commits a change again that it has committed before.
    NoDeduplication,
    /// The server puts what arrives behind what is committed.
    WrongTie,
    /// An editor adds what was typed meanwhile to a change that it had sent before, under the same number.
    ResendAfterCompose,
    /// The server tells of changes before they are stored.
    AckBeforeCommit,
    /// The server listens to a connection that was replaced.
    MissedFence,
    /// The server rewrites over the committed form of others' changes, as if the editor had nothing on its way.
    NoBridge,
    /// A composed catch-up begins before the editor's own last commit.
    ComposedTooEarly,
    /// A snapshot is taken of changes that are not stored yet.
    EarlySnapshot,
    /// The editor does not rewrite what it has not sent yet.
    StaleBuffer,
    /// The editor accepts a change although it missed the one before.
    IgnoredGap,
    /// Undo takes back what was done without minding what others did since.
    UnmappedUndo,
    /// What a person may do is looked up when a message is read, and not when it is committed.
    EarlyRoleCheck,
}

#[cfg(feature = "flaws")]
mod planted {
    use std::cell::Cell;

    use super::Flaw;

    thread_local! {
        static PLANTED: Cell<Option<Flaw>> = const { Cell::new(None) };
    }

    /// Plants a mistake for this thread, or takes it away.
    pub fn plant(flaw: Option<Flaw>) {
        PLANTED.with(|planted| planted.set(flaw));
    }

    impl Flaw {
        /// All of them.
        pub const ALL: [Self; 12] = [
            Self::NoDeduplication,
            Self::WrongTie,
            Self::ResendAfterCompose,
            Self::AckBeforeCommit,
            Self::MissedFence,
            Self::NoBridge,
            Self::ComposedTooEarly,
            Self::EarlySnapshot,
            Self::StaleBuffer,
            Self::IgnoredGap,
            Self::UnmappedUndo,
            Self::EarlyRoleCheck,
        ];

        /// Whether this mistake is planted now.
        pub fn is_planted(self) -> bool {
            PLANTED.with(Cell::get) == Some(self)
        }
    }
}

#[cfg(feature = "flaws")]
pub use planted::plant;

#[cfg(not(feature = "flaws"))]
impl Flaw {
    pub(crate) const fn is_planted(self) -> bool {
        false
    }
}
