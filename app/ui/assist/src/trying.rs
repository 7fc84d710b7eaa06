//! Looking at proposed changes in the preview before saying yes to them.
use assist_contract::{ApplyChanges, ProposedChange};
use kernel::MessageId;
use leptos::{prelude::*, task::spawn_local};
use ui_kit::Trial;

use crate::{
    choices::{Choices, wish},
    server_fns::try_proposal,
    talk::Talk,
};

/// One proposal and the preview.
#[derive(Clone, Copy)]
pub(crate) struct Trying {
    talk: Talk,
    message: MessageId,
    changes: StoredValue<Vec<ProposedChange>>,
    choices: RwSignal<Choices>,
    problem: RwSignal<Option<String>>,
}

impl Trying {
    /// For a proposal; what goes wrong is said in `problem`. While it is on show, the preview follows the choice.
    pub(crate) fn new(
        talk: Talk,
        message: MessageId,
        changes: StoredValue<Vec<ProposedChange>>,
        choices: RwSignal<Choices>,
        problem: RwSignal<Option<String>>,
    ) -> Self {
        let this = Self { talk, message, changes, choices, problem };
        ui_kit::effect(move || {
            choices.track();
            if untrack(|| this.is_on()) {
                this.show();
            }
        });
        this
    }

    /// Whether the preview shows it.
    pub(crate) fn is_on(self) -> bool {
        self.talk.link.trial.with(|trial| trial.as_ref().is_some_and(|trial| trial.message == self.message))
    }

    /// Shows it, or the files as they are.
    pub(crate) fn turn(self) {
        if untrack(|| self.is_on()) {
            self.end();
        } else {
            self.show();
        }
    }

    /// Shows the files as they are, if the preview shows this.
    pub(crate) fn end(self) {
        if untrack(|| self.is_on()) {
            self.talk.link.trial.set(None);
        }
    }

    fn show(self) {
        let wanted = self.changes.with_value(|changes| self.choices.with_untracked(|choices| wish(changes, choices)));
        let Some(accepted) = wanted else { return self.end() };
        self.problem.set(None);
        spawn_local(async move {
            self.talk.wait_for_text().await;
            match try_proposal(ApplyChanges { message_id: self.message, accepted }).await {
                Ok(steps) => self.talk.link.trial.set(Some(Trial { message: self.message, steps })),
                Err(error) => {
                    self.end();
                    self.problem.set(Some(error.to_string()));
                }
            }
        });
    }
}
