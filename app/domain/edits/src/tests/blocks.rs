//! Placing blocks: properties.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::{ApplyError, Block, Rung, apply_blocks};

/// A file in which every line is different, so that any passage of it is unique.
fn file(seed: &[u8]) -> Vec<String> {
    seed.iter()
        .enumerate()
        .map(|(at, seed)| format!("{}const value{at} = compute({seed});", "  ".repeat(usize::from(seed % 4))))
        .collect()
}

fn text(lines: &[String], end: &str) -> String {
    lines.iter().map(|line| format!("{line}{end}")).collect()
}

proptest! {
    #[test]
    fn exact_blocks_in_any_order_give_what_a_splice_gives(
        seed in prop::collection::vec(any::<u8>(), 6..30),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 2..8),
        new in prop::collection::vec("[a-z]{0,6}", 0..3),
        crlf in any::<bool>(),
        turn in any::<usize>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let lines = file(&seed);
        let cuts: BTreeSet<usize> = cuts.into_iter().map(|cut| cut.index(lines.len() + 1)).collect();
        let cuts: Vec<usize> = cuts.into_iter().collect();
        let ranges: Vec<(usize, usize)> = cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        let mut blocks: Vec<Block> = ranges
            .iter()
            .map(|&(from, to)| Block { search: text(&lines[from..to], "\n"), replace: text(&new, "\n") })
            .collect();
        prop_assume!(!blocks.is_empty());
        let mut expected = lines.clone();
        for &(from, to) in ranges.iter().rev() {
            expected.splice(from..to, new.clone());
        }
        let shift = turn % blocks.len();
        blocks.rotate_left(shift);
        let applied = apply_blocks(&text(&lines, end), &blocks).unwrap();
        prop_assert_eq!(applied.text, text(&expected, end));
        prop_assert!(applied.rungs.iter().all(|rung| *rung == Rung::Exact) && !applied.needs_review);
    }

    #[test]
    fn a_shifted_passage_lands_where_it_came_from(
        seed in prop::collection::vec(any::<u8>(), 4..20),
        from in any::<prop::sample::Index>(),
        indent in prop_oneof![Just("    "), Just("\t"), Just("      ")],
        trailing in prop_oneof![Just(""), Just("  ")],
    ) {
        let lines = file(&seed);
        let start = from.index(lines.len() - 1);
        let shifted: Vec<String> = lines[start..start + 2].iter().map(|line| format!("{indent}{line}{trailing}")).collect();
        let block = Block { search: text(&shifted, "\n"), replace: format!("{}\n{indent}added();\n", shifted[0]) };
        let applied = apply_blocks(&text(&lines, "\n"), &[block]).unwrap();
        let mut expected = lines.clone();
        expected[start + 1] = "added();".to_owned();
        prop_assert_eq!(applied.text, text(&expected, "\n"));
        prop_assert_eq!(applied.rungs, vec![Rung::Indent]);
    }

    #[test]
    fn a_misremembered_line_is_placed_right_or_not_at_all(
        seed in prop::collection::vec(any::<u8>(), 6..24),
        from in any::<prop::sample::Index>(),
        wrong in "[a-z]{1,10}",
    ) {
        let lines = file(&seed);
        let start = from.index(lines.len() - 4);
        let mut remembered = lines[start..start + 5].to_vec();
        remembered[2] = format!("{} // {wrong}", remembered[2]);
        let mut wanted = remembered.clone();
        wanted[4] = "return;".to_owned();
        let block = Block { search: text(&remembered, "\n"), replace: text(&wanted, "\n") };
        match apply_blocks(&text(&lines, "\n"), &[block]) {
            Ok(applied) => {
                let mut expected = lines.clone();
                expected[start + 4] = "return;".to_owned();
                prop_assert_eq!(applied.text, text(&expected, "\n"));
                prop_assert!(applied.needs_review);
            }
            Err(error) => prop_assert!(matches!(error, ApplyError::NotFound { .. }), "{error:?}"),
        }
    }

    #[test]
    fn arbitrary_blocks_never_panic(
        base in "([ab ]{0,3}\r?\n){0,12}[ab]{0,2}",
        blocks in prop::collection::vec(("([ab .]{0,3}\n){0,3}", "([ab .]{0,3}\n){0,3}"), 0..4),
    ) {
        let blocks: Vec<Block> =
            blocks.into_iter().map(|(search, replace)| Block { search, replace }).collect();
        if let Ok(applied) = apply_blocks(&base, &blocks) {
            prop_assert_eq!(applied.rungs.len(), blocks.len());
        }
    }
}

/// Sixty thousand lines of code and a passage that is not in them: the slowest case there is.
#[test]
fn a_search_in_a_large_file_ends() {
    let base: String =
        (0..60_000).map(|at| format!("    const value{at} = compute({}, options);\n", at * 7 % 1000)).collect();
    let search: String = (0..20).map(|at| format!("    const other{at} = compile({at}, settings);\n")).collect();
    let block = Block { search, replace: "x\n".into() };
    assert!(matches!(apply_blocks(&base, &[block]), Err(ApplyError::NotFound { block: 0, .. })));
}
