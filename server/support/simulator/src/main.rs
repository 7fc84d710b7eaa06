//! `simulator --sim PLANS [--from SEED] [--save FOLDER]`, `--mutants`, `--engine` or `--replay FILE`.
use std::{path::PathBuf, process::ExitCode, time::Instant};

use doc::{Flaw, plant};
use simulator::{Plan, Tally, engine::throughput, run, shorten};

/// Within how many plans each planted mistake has to be found.
const MUTANT_PLANS: u64 = 2_000;
/// Changes that are timed, three times.
const ENGINE_OPERATIONS: u64 = 1_000_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| words.iter().position(|word| word == flag).and_then(|at| words.get(at + 1));
    if let Some(file) = after("--replay") {
        return replay(file);
    }
    if words.iter().any(|word| word == "--mutants") {
        return mutants();
    }
    if words.iter().any(|word| word == "--engine") {
        return engine();
    }
    let plans = after("--sim").and_then(|word| word.parse().ok()).unwrap_or(2_000);
    let from = after("--from").and_then(|word| word.parse().ok()).unwrap_or(0);
    simulate(from, plans, after("--save").map(PathBuf::from))
}

fn simulate(from: u64, plans: u64, save: Option<PathBuf>) -> ExitCode {
    let start = Instant::now();
    let (mut all, mut failures) = (Tally::default(), 0u64);
    for seed in from..from + plans {
        let plan = Plan::random(seed);
        match run(&plan) {
            Ok(tally) => {
                all.commits += tally.commits;
                all.refusals += tally.refusals;
                all.composed += tally.composed;
                all.copies += tally.copies;
            }
            Err(failure) => {
                failures += 1;
                let short = shorten(&plan);
                let text = format!("# seed {seed}: {}\n{short}", failure.what);
                eprintln!("{text}");
                if let Some(folder) = &save {
                    let file = folder.join(format!("{seed}.plan"));
                    if let Err(error) = std::fs::write(&file, &text) {
                        eprintln!("{}: {error}", file.display());
                    }
                }
            }
        }
    }
    println!(
        "{plans} plans, {failures} divergences, {} commits, {} refusals, {} composed catch-ups, {} copies offered, {:.1} s",
        all.commits,
        all.refusals,
        all.composed,
        all.copies,
        start.elapsed().as_secs_f64()
    );
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn mutants() -> ExitCode {
    let mut missed = 0;
    for flaw in Flaw::ALL {
        plant(Some(flaw));
        let found = (0..MUTANT_PLANS).find_map(|seed| Some((seed, run(&Plan::random(seed)).err()?)));
        plant(None);
        match found {
            Some((seed, failure)) => println!("{flaw:?}: found in plan {}: {}", seed + 1, failure.what),
            None => {
                missed += 1;
                println!("{flaw:?}: NOT FOUND in {MUTANT_PLANS} plans");
            }
        }
    }
    println!("{} of {} planted mistakes found", Flaw::ALL.len() - missed, Flaw::ALL.len());
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn engine() -> ExitCode {
    let mut runs: Vec<f64> = (0..3).map(|_| throughput(ENGINE_OPERATIONS)).collect();
    runs.sort_by(f64::total_cmp);
    println!(
        "engine, 4 unseen changes each, 100 kB: {:.0} operations/s [{:.0}–{:.0}], one core",
        runs[1], runs[0], runs[2]
    );
    ExitCode::SUCCESS
}

fn replay(file: &str) -> ExitCode {
    let plan = match std::fs::read_to_string(file).map_err(|error| error.to_string()).and_then(|text| text.parse()) {
        Ok(plan) => plan,
        Err(problem) => {
            eprintln!("{file}: {problem}");
            return ExitCode::FAILURE;
        }
    };
    match run(&plan) {
        Ok(tally) => {
            println!("all is well: {tally:?}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            println!("after step {}: {}", failure.after, failure.what);
            ExitCode::FAILURE
        }
    }
}
