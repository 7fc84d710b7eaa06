//! The words of a search, and what somebody meant who mistyped one.

/// Words that count; the rest of a long search is left out.
const MAX_WORDS: usize = 12;
/// Longest word that is looked for.
const MAX_WORD_CHARS: usize = 40;
/// Words that one mistyped word may stand for.
const MAX_MEANINGS: usize = 3;

/// The words of a search in lower case, without punctuation.
pub(crate) fn words(query: &str) -> Vec<String> {
    query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .map(|word| word.chars().take(MAX_WORD_CHARS).flat_map(char::to_lowercase).collect())
        .collect()
}

/// What to look for instead, given the words that listings have near each word, most alike first. `None` when nothing
/// better is known.
/// Words of one group, parted by spaces, mean the same place.
pub(crate) fn corrected(words: &[String], near: &[(String, Vec<String>)]) -> Option<Vec<String>> {
    let mut changed = false;
    let groups = words
        .iter()
        .map(|word| {
            let known = near.iter().find(|(given, _)| given == word).map_or(&[][..], |(_, known)| known);
            if known.iter().any(|candidate| candidate.starts_with(word.as_str())) {
                return word.clone();
            }
            let meant = meanings(word, known);
            if meant.is_empty() {
                return word.clone();
            }
            changed = true;
            meant.join(" ")
        })
        .collect();
    changed.then_some(groups)
}

/// The corrected search as a person would have typed it.
pub(crate) fn spoken(groups: &[String]) -> String {
    let first: Vec<&str> = groups.iter().filter_map(|group| group.split(' ').next()).collect();
    first.join(" ")
}

/// The nearest of `known`, if they are near enough to be meant: one slip in a short word, up to three in a long one.
fn meanings(word: &str, known: &[String]) -> Vec<String> {
    let allowed = match word.chars().count() {
        0..=2 => return Vec::new(),
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    let mut near: Vec<(usize, &String)> =
        known.iter().map(|candidate| (slips(word, candidate), candidate)).filter(|(n, _)| *n <= allowed).collect();
    // Stable: among equals the one that looks most alike stays first.
    near.sort_by_key(|(n, _)| *n);
    let best = near.first().map_or(0, |(n, _)| *n);
    near.into_iter().filter(|(n, _)| *n == best).take(MAX_MEANINGS).map(|(_, candidate)| candidate.clone()).collect()
}

/// How many letters were left out, added, changed or swapped with their neighbour (optimal string alignment).
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(word: &str, known: &[&str]) -> Option<Vec<String>> {
        corrected(&[word.to_owned()], &[(word.to_owned(), known.iter().map(|w| (*w).to_owned()).collect())])
    }

    #[test]
    fn words_are_plain_and_few() {
        assert_eq!(words("  Kanban-board, (with) HOURS! "), ["kanban", "board", "with", "hours"]);
        assert_eq!(words("'; drop table listings; --"), ["drop", "table", "listings"]);
        assert_eq!(words("&|:*<->!"), Vec::<String>::new());
        assert_eq!(words(&"a ".repeat(50)).len(), MAX_WORDS);
        assert_eq!(words(&"x".repeat(200))[0].len(), MAX_WORD_CHARS);
    }

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let known = ["board", "boards", "blog", "dashboard", "kanban", "quiz"];
        assert_eq!(near("bord", &known), Some(vec!["board".to_owned()]));
        assert_eq!(near("blgo", &known), Some(vec!["blog".to_owned()]));
        assert_eq!(near("dashbord", &known), Some(vec!["dashboard".to_owned()]));
        assert_eq!(near("kabnan", &known), Some(vec!["kanban".to_owned()]));
    }

    #[test]
    fn what_is_known_or_too_far_stays() {
        assert_eq!(near("boa", &["board"]), None);
        assert_eq!(near("telescope", &["board", "quiz"]), None);
        assert_eq!(near("qz", &["quiz"]), None);
        let both = corrected(
            &["kitchen".into(), "bord".into()],
            &[("kitchen".into(), vec!["kitchen".into()]), ("bord".into(), vec!["board".into(), "bird".into()])],
        );
        assert_eq!(both.as_deref().map(spoken), Some("kitchen board".to_owned()));
        assert_eq!(both, Some(vec!["kitchen".to_owned(), "board bird".to_owned()]));
    }

    #[test]
    fn slips_are_counted_as_people_make_them() {
        for (a, b, n) in [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3), ("same", "same", 0)] {
            assert_eq!(slips(a, b), n, "{a} {b}");
            assert_eq!(slips(b, a), n, "{b} {a}");
        }
    }
}
