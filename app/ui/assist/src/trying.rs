//! Looking at proposed changes in the preview before saying yes to them.
use assist_contract::{AcceptedHunks, ApplyChanges};
use kernel::MessageId;
use leptos::{prelude::*, task::spawn_local};
use ui_kit::Trial;

use crate::{server_fns::try_proposal, talk::Talk};

/// The hunks that are wanted: all of them for `Some(None)`, nothing at all for `None`.
type Wanted = Signal<Option<Option<Vec<AcceptedHunks>>>>;

/// One proposal and the preview.
#[derive(Clone, Copy)]
pub(crate) struct Trying {
    talk: Talk,
    message: MessageId,
    wanted: Wanted,
}

impl Trying {
    /// For a proposal of which `wanted` are chosen. While it is on show, the preview follows the choice.
    pub(crate) fn new(talk: Talk, message: MessageId, wanted: Wanted, problem: RwSignal<Option<String>>) -> Self {
        let this = Self { talk, message, wanted };
        Effect::watch(
            move || wanted.get(),
            move |_, _, _| {
                if untrack(|| this.is_on()) {
                    this.show(problem);
                }
            },
            false,
        );
        this
    }

    /// Whether the preview shows it.
    pub(crate) fn is_on(self) -> bool {
        self.talk.link.trial.with(|trial| trial.as_ref().is_some_and(|trial| trial.message == self.message))
    }

    /// Shows it, or the files as they are.
    pub(crate) fn turn(self, problem: RwSignal<Option<String>>) {
        if untrack(|| self.is_on()) {
            self.end();
        } else {
            self.show(problem);
        }
    }

    /// Shows the files as they are, if the preview shows this.
    pub(crate) fn end(self) {
        if untrack(|| self.is_on()) {
            self.talk.link.trial.set(None);
        }
    }

    fn show(self, problem: RwSignal<Option<String>>) {
        let Some(accepted) = self.wanted.get_untracked() else { return self.end() };
        problem.set(None);
        spawn_local(async move {
            self.talk.wait_for_text().await;
            match try_proposal(ApplyChanges { message_id: self.message, accepted }).await {
                Ok(steps) => self.talk.link.trial.set(Some(Trial { message: self.message, steps })),
                Err(error) => {
                    self.end();
                    problem.set(Some(error.to_string()));
                }
            }
        });
    }
}
