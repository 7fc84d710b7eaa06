//! Figures and states as people read them.
use assist_contract::{ChangeAction, ChangeOutcome, LedgerLine, Message, ModelLabel, ReplyState};

/// Who answers: `built-in analyst`, or a model's own name.
pub(crate) fn model(label: &ModelLabel) -> String {
    if label.built_in && !label.model.starts_with("built-in") {
        format!("built-in {}", label.model)
    } else {
        label.model.clone()
    }
}

/// `412 tok`, `1.2k tok`; with `~` when it is our own count.
pub(crate) fn tokens(ledger: &LedgerLine) -> String {
    let count = ledger.input_tokens.saturating_add(ledger.output_tokens);
    let about = if ledger.reported { "" } else { "~" };
    match count {
        0..1_000 => format!("{about}{count} tok"),
        _ => format!("{about}{}k tok", ui_kit::tenths(count.into(), 1_000)),
    }
}

/// `$0.0031`, or that nobody has told the price.
pub(crate) fn money(ledger: &LedgerLine) -> String {
    ledger.cost_nanodollars.map_or_else(|| "price unknown".to_owned(), ui_kit::plain_nanodollars)
}

/// `0.3 s`, `2 min 5 s`.
pub(crate) fn duration(ms: u32) -> String {
    let seconds = ms / 1_000;
    if seconds < 60 {
        format!("{} s", ui_kit::tenths(ms.into(), 1_000))
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// What became of a reply, and the colour of the word.
pub(crate) fn outcome(message: &Message) -> Option<(&'static str, &'static str)> {
    match (message.state, message.outcome) {
        (Some(ReplyState::Running), _) => Some(("writing", "live")),
        (Some(ReplyState::Failed), _) => Some(("failed", "stop")),
        (_, Some(ChangeOutcome::Proposed)) => Some(("proposed", "live")),
        (_, Some(ChangeOutcome::Applied)) => Some(("applied", "ok")),
        (_, Some(ChangeOutcome::Rejected)) => Some(("rejected", "warn")),
        (_, Some(ChangeOutcome::Undone)) => Some(("undone", "warn")),
        (Some(ReplyState::Stopped), _) => Some(("stopped", "warn")),
        _ => None,
    }
}

/// What a change does, for a file that is not merely edited.
pub(crate) const fn action(action: ChangeAction) -> Option<&'static str> {
    match action {
        ChangeAction::Edit => None,
        ChangeAction::Create => Some("new file"),
        ChangeAction::Delete => Some("deleted"),
        ChangeAction::Move => Some("moved"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(tokens: u32, reported: bool, cost: Option<i64>) -> LedgerLine {
        LedgerLine {
            model: "m".into(),
            input_tokens: tokens,
            output_tokens: 0,
            reported,
            cost_nanodollars: cost,
            duration_ms: 0,
        }
    }

    #[test]
    fn an_own_count_and_an_unknown_price_say_so() {
        assert_eq!(tokens(&ledger(412, true, None)), "412 tok");
        assert_eq!(tokens(&ledger(1_234, false, None)), "~1.2k tok");
        assert_eq!(money(&ledger(0, true, Some(0))), "$0.00");
        assert_eq!(money(&ledger(0, true, None)), "price unknown");
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(duration(340), "0.3 s");
        assert_eq!(duration(125_000), "2 min 5 s");
    }
}
