//! What a long run found: a table, and one plain line at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::sh::{Outcome, Stop, seconds};

/// How many checks a step made, and a few words about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// Checks that held.
    pub passed: u64,
    /// Checks that did not.
    pub failed: u64,
    /// Shown behind the step.
    pub note: String,
    /// Names of what did not hold, as far as the program told them. They are shown at the very end, where they are still
    /// seen when only the end of a long output is kept.
    pub failures: Vec<String>,
}

impl Count {
    /// A step that is one check.
    pub fn one() -> Self {
        Self { passed: 1, ..Self::default() }
    }

    /// The same with the names of what failed, from a runner's output.
    pub fn naming(self, output: &str) -> Self {
        Self { failures: if self.failed == 0 { Vec::new() } else { failures(output) }, ..self }
    }

    /// The same with a note.
    pub fn noted(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }
}

enum Result {
    Ran(Count),
    /// Not run, since something it needs has failed.
    Blocked,
}

struct Row {
    name: &'static str,
    took: Duration,
    result: Result,
}

/// The steps of a run. A failed one does not keep the others from running.
#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Runs a step. True when all of it held.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Outcome<Count>) -> bool {
        println!("\n━━ {name}");
        let begun = Instant::now();
        let count = work().unwrap_or_else(|Stop(text)| {
            eprintln!("{text}");
            Count { failed: 1, ..Count::default() }
        });
        let held = count.failed == 0;
        self.rows.push(Row { name, took: begun.elapsed(), result: Result::Ran(count) });
        held
    }

    /// As [`Self::step`] if `ready`, else only a row that says that it could not run.
    pub fn step_if(&mut self, ready: bool, name: &'static str, work: impl FnOnce() -> Outcome<Count>) -> bool {
        if ready {
            return self.step(name, work);
        }
        self.rows.push(Row { name, took: Duration::ZERO, result: Result::Blocked });
        false
    }

    /// Prints the table and the last line. A step that could not run is a failure, whatever else passed.
    pub fn finish(self) -> ExitCode {
        println!();
        let width = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        let (mut passed, mut failed, mut total) = (0, 0, Duration::ZERO);
        for Row { name, took, result } in &self.rows {
            total += *took;
            let (word, note) = match result {
                Result::Ran(count) => {
                    passed += count.passed;
                    failed += count.failed;
                    (if count.failed == 0 { "PASS" } else { "FAIL" }, count.note.clone())
                }
                Result::Blocked => {
                    failed += 1;
                    ("FAIL", "not run: an earlier step that it needs failed".to_owned())
                }
            };
            println!("{word}  {name:<width$}  {:>12}  {note}", seconds(*took));
        }
        println!("      {:<width$}  {:>12}", "together", seconds(total));
        for Row { result, .. } in &self.rows {
            if let Result::Ran(count) = result {
                count.failures.iter().for_each(|name| println!("      failed: {name}"));
            }
        }
        println!("\n{passed} passed, {failed} failed");
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Reads nextest's summary: `Summary [ 12.3s] 120 tests run: 118 passed (1 slow), 1 failed, 1 timed out, 2 skipped`.
pub fn nextest(output: &str) -> Option<Count> {
    let line = output.lines().rev().find(|line| line.contains(" run: ") && line.contains("Summary"))?;
    let (_, after) = line.split_once(" run: ")?;
    let number = |word: &str| before(after, word).unwrap_or(0);
    let failed = number("failed") + number("timed out") + number("exec failed");
    let skipped = number("skipped");
    let note = if skipped == 0 { String::new() } else { format!("{skipped} skipped") };
    Some(Count { passed: number("passed"), failed, note, ..Count::default() })
}

/// Reads the end of `node --test`: lines `# pass 12` and `# fail 0`, or with another sign in front.
pub fn node(output: &str) -> Option<Count> {
    let number = |word: &str| {
        output.lines().rev().find_map(|line| line.split_once(&format!(" {word} "))?.1.trim().parse::<u64>().ok())
    };
    Some(Count {
        passed: number("pass")?,
        failed: number("fail")? + number("cancelled").unwrap_or(0),
        ..Count::default()
    })
}

/// Reads the `stats` of Playwright's JSON report. A flaky test has failed: its second luck is no proof.
pub fn playwright(json: &str) -> Option<Count> {
    let stats = &json[json.rfind("\"stats\"")?..];
    let number = |key: &str| -> Option<u64> {
        let (_, after) = stats.split_once(&format!("\"{key}\":"))?;
        let digits = after.trim_start();
        digits[..digits.find(|c: char| !c.is_ascii_digit())?].parse().ok()
    };
    let skipped = number("skipped")?;
    let note = if skipped == 0 { String::new() } else { format!("{skipped} skipped") };
    let (passed, failed) = (number("expected")?, number("unexpected")? + number("flaky")?);
    Some(Count { passed, failed, note, ..Count::default() })
}

/// The lines with which the runners tell that a test failed: Playwright's `  ✘  12 tests/a.spec.ts:3:1 › title (1.2s)`,
/// nextest's `        FAIL [   0.1s] (3/9) crate::it name`. One that stands there twice is named once.
fn failures(output: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in output.lines() {
        let plain = without_colours(line);
        let plain = plain.trim();
        let marks = ["✘ ", "FAIL [", "TIMEOUT [", "SIGABRT [", "SIGSEGV ["];
        if marks.iter().any(|mark| plain.starts_with(mark)) && !names.iter().any(|name| name == plain) {
            names.push(plain.to_owned());
        }
    }
    names
}

fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

/// The number right before a word: `3` in `1 passed, 3 failed` for `failed`.
fn before(text: &str, word: &str) -> Option<u64> {
    let part =
        text.split(',').map(|part| part.split('(').next().unwrap_or(part).trim()).find(|part| part.ends_with(word))?;
    part.strip_suffix(word)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Count, failures, nextest, node, playwright};

    fn count(passed: u64, failed: u64, note: &str) -> Option<Count> {
        Some(Count { passed, failed, note: note.to_owned(), failures: Vec::new() })
    }

    #[test]
    fn what_failed_is_named_once() {
        let text = "  ✓  1 a.spec.ts:1:1 › fine (1s)\n  \u{1b}[31m✘\u{1b}[39m  2 a.spec.ts:9:1 › breaks (2s)\n\
                    \u{20}       FAIL [   0.2s] (1/2) server::it house\n        FAIL [   0.2s] (1/2) server::it house\n";
        assert_eq!(failures(text), ["✘  2 a.spec.ts:9:1 › breaks (2s)", "FAIL [   0.2s] (1/2) server::it house"]);
    }

    #[test]
    fn summaries_of_the_runners_are_read() {
        let text = "x\n     Summary [  16.608s] 27 tests run: 26 passed, 1 failed, 0 skipped\n        FAIL run: 3\n";
        assert_eq!(nextest(text), count(26, 1, ""));
        let text = "     Summary [   9.1s] 12 tests run: 9 passed (2 slow, 1 flaky), 1 failed, 2 timed out, 4 skipped";
        assert_eq!(nextest(text), count(9, 3, "4 skipped"));
        assert_eq!(nextest("error: could not compile"), None);
        assert_eq!(node("# tests 5\n# pass 4\n# fail 1\n# cancelled 0\n"), count(4, 1, ""));
        assert_eq!(node("ℹ pass 7\nℹ fail 0\n"), count(7, 0, ""));
        let text = r#"{"suites":[{"expectedStatus":"passed"}],"stats":{"startTime":"2026","duration":1.5,"expected":12,"skipped":1,"unexpected":2,"flaky":1}}"#;
        assert_eq!(playwright(text), count(12, 3, "1 skipped"));
    }
}
