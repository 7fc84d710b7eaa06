//! Which hunks of a proposal the person wants: the rules behind Accept, Reject and Apply.
use std::collections::HashMap;

use assist_contract::{AcceptedHunks, ProposedChange};

/// What the person said about one hunk; a hunk without an entry is still open.
pub(crate) type Choices = HashMap<(u32, usize), bool>;

/// The places of a change that can be chosen. A file that is added, deleted or moved without lines is one place.
pub(crate) fn places(change: &ProposedChange) -> Vec<usize> {
    if change.problem.is_some() {
        return Vec::new();
    }
    if change.hunks.is_empty() { vec![0] } else { (0..change.hunks.len()).collect() }
}

/// How many places there are in all changes.
pub(crate) fn total(changes: &[ProposedChange]) -> usize {
    changes.iter().map(|change| places(change).len()).sum()
}

/// How many of them are accepted.
pub(crate) fn accepted(changes: &[ProposedChange], choices: &Choices) -> usize {
    let all = changes.iter().flat_map(|change| places(change).into_iter().map(move |place| (change.index, place)));
    all.filter(|key| choices.get(key) == Some(&true)).count()
}

/// What to ask the server for: everything while nothing was chosen, otherwise what was accepted. `None` in the outer
/// place when there is nothing to apply.
pub(crate) fn wish(changes: &[ProposedChange], choices: &Choices) -> Option<Option<Vec<AcceptedHunks>>> {
    let whole = changes.iter().all(|change| change.problem.is_none());
    if choices.is_empty() && whole {
        return (total(changes) > 0).then_some(None);
    }
    let wanted = |key: (u32, usize)| if choices.is_empty() { true } else { choices.get(&key) == Some(&true) };
    let list: Vec<AcceptedHunks> = changes
        .iter()
        .filter_map(|change| {
            let hunks: Vec<usize> = places(change).into_iter().filter(|place| wanted((change.index, *place))).collect();
            (!hunks.is_empty()).then_some(AcceptedHunks { index: change.index, hunks })
        })
        .collect();
    (!list.is_empty()).then_some(Some(list))
}

#[cfg(test)]
mod tests {
    use assist_contract::ChangeAction;

    use super::*;

    fn change(index: u32, old: &str, new: &str, problem: bool) -> ProposedChange {
        ProposedChange {
            index,
            path: format!("{index}.ts"),
            file_id: None,
            base_version: None,
            action: ChangeAction::Edit,
            moved_to: None,
            hunks: edits::hunks(old, new, 0),
            needs_review: false,
            problem: problem.then(|| "does not fit".to_owned()),
        }
    }

    fn two() -> Vec<ProposedChange> {
        vec![change(0, "a\nb\nc\nd\ne\nf\n", "A\nb\nc\nd\ne\nF\n", false), change(1, "x\n", "y\n", false)]
    }

    #[test]
    fn without_a_choice_everything_is_applied() {
        assert_eq!(total(&two()), 3);
        assert_eq!(wish(&two(), &Choices::new()), Some(None));
    }

    #[test]
    fn an_open_hunk_is_not_applied_once_something_was_chosen() {
        let choices = Choices::from([((0, 1), true)]);
        assert_eq!(accepted(&two(), &choices), 1);
        assert_eq!(wish(&two(), &choices), Some(Some(vec![AcceptedHunks { index: 0, hunks: vec![1] }])));
    }

    #[test]
    fn rejecting_everything_leaves_nothing_to_apply() {
        let choices = Choices::from([((0, 0), false), ((0, 1), false), ((1, 0), false)]);
        assert_eq!(wish(&two(), &choices), None);
    }

    #[test]
    fn a_change_that_does_not_fit_is_left_out() {
        let changes = vec![change(0, "a\n", "b\n", true), change(1, "x\n", "y\n", false)];
        assert_eq!(total(&changes), 1);
        assert_eq!(wish(&changes, &Choices::new()), Some(Some(vec![AcceptedHunks { index: 1, hunks: vec![0] }])));
        assert_eq!(wish(&changes[..1], &Choices::new()), None);
    }

    #[test]
    fn a_deleted_file_is_one_place() {
        let mut gone = change(2, "", "", false);
        gone.action = ChangeAction::Delete;
        assert_eq!(places(&gone), [0]);
    }
}
