use doc::{Flaw, plant};

use crate::{Plan, run, shorten};

#[expect(clippy::disallowed_methods, reason = "a test's own switch, set by `cargo xtask soak`")]
fn plans() -> u64 {
    if std::env::var("BURNISH_SOAK").is_ok() { 100_000 } else { 2_000 }
}

#[test]
fn every_room_comes_to_rest_with_one_text() {
    for seed in 0..plans() {
        let plan = Plan::random(seed);
        if let Err(failure) = run(&plan) {
            panic!("seed {seed}: {}\n{}", failure.what, shorten(&plan));
        }
    }
}

#[test]
fn the_plans_reach_what_they_are_meant_to_reach() {
    let mut all = crate::Tally::default();
    for seed in 0..500 {
        let tally = run(&Plan::random(seed)).expect("all is well");
        all.commits += tally.commits;
        all.refusals += tally.refusals;
        all.composed += tally.composed;
        all.copies += tally.copies;
    }
    assert!(all.commits > 2_000 && all.refusals > 100 && all.composed > 50 && all.copies > 100, "{all:?}");
}

#[test]
fn each_planted_mistake_is_found() {
    for flaw in Flaw::ALL {
        plant(Some(flaw));
        let found = (0..2_000).any(|seed| run(&Plan::random(seed)).is_err());
        plant(None);
        assert!(found, "{flaw:?} was not noticed in 2,000 plans");
    }
}

#[test]
fn a_plan_comes_back_from_text() {
    for seed in 0..200 {
        let plan = Plan::random(seed);
        assert_eq!(plan.to_string().parse::<Plan>().unwrap(), plan);
    }
    assert!("people two".parse::<Plan>().is_err());
    assert!("people 2 in-flight 1\nfly 3".parse::<Plan>().is_err());
}

#[test]
fn a_shortened_plan_still_fails() {
    plant(Some(Flaw::WrongTie));
    let plan = (0..2_000).map(Plan::random).find(|plan| run(plan).is_err()).expect("a wrong tie is noticed");
    let short = shorten(&plan);
    assert!(run(&short).is_err() && short.steps.len() < plan.steps.len());
    plant(None);
    assert!(run(&short).is_ok());
}
