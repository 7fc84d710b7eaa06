//! Wishes that only games understand.

use super::super::wishes::{detail, used, used_words};
use crate::plan::Plan;
use crate::reading::Description;
use crate::reading::nouns::capital;

pub(super) fn read_rules(description: &Description, plan: &mut Plan, game: &str) {
    let turns = matches!(game, "memory" | "tic-tac-toe");
    for (words, speed) in [
        (&["slow", "slowly", "easy", "relaxed", "gentle", "calm", "beginner"][..], "slow"),
        (&["fast", "quick", "hard", "difficult", "challenging", "speedy", "unbeatable"][..], "fast"),
    ] {
        if let Some(found) = description.find(words) {
            let effect = match (game, speed) {
                ("tic-tac-toe", "slow") => "The computer plays at random",
                ("tic-tac-toe", _) => "The computer never loses",
                (_, "slow") => "The game runs at seven tenths of the usual speed",
                _ => "The game runs half as fast again",
            };
            if game != "memory" {
                used(plan, description, &found, effect);
                detail(plan, "speed", speed);
            }
        }
    }
    if let Some((count, found)) = description
        .find(&["life", "chance", "heart"])
        .and_then(|f| description.number_near(&f))
        .filter(|_| !turns && game != "pong")
    {
        let count = count.clamp(1, 9);
        used(plan, description, &found, format!("The game has {count} {}", if count == 1 { "life" } else { "lives" }));
        detail(plan, "lives", &count.to_string());
    }
    if game == "snake" {
        let open = description.find(&[
            "wrap",
            "wrap around",
            "wraparound",
            "wrapping",
            "through the wall",
            "through wall",
            "open wall",
        ]);
        if let Some(found) = open.or_else(|| description.find_negated(&["wall"])) {
            used(plan, description, &found, "The snake leaves on one side and comes back on the other");
            detail(plan, "walls", "open");
        }
    }
    if game == "breakout"
        && let Some(found) = description.find(&["one level", "single level", "one wave"])
    {
        used(plan, description, &found, "The game ends when the wall is cleared");
        detail(plan, "waves", "one");
    }
    if let Some(found) = description
        .find(&["two player", "2 player", "two people", "friend", "against each other", "1v1"])
        .filter(|_| matches!(game, "pong" | "tic-tac-toe"))
    {
        used(plan, description, &found, "Two people play at one keyboard");
        detail(plan, "players", "2");
    }
    if let Some(found) = description.find(&[
        "leaderboard",
        "score board",
        "scoreboard",
        "high score table",
        "high score list",
        "top ten",
        "top 10",
        "hall of fame",
        "player name",
    ]) {
        used(plan, description, &found, "The ten best scores are kept with names");
        detail(plan, "scores", "board");
    }
    if let Some(found) = description.find(&["eat", "collect", "catch"]).filter(|_| game == "snake") {
        let noun = description.tokens().get(found.end).map(|token| token.lower.clone()).unwrap_or_default();
        if noun.len() > 3
            && noun.chars().all(char::is_alphabetic)
            && !["them", "food", "itself", "that", "more", "things"].contains(&noun.as_str())
        {
            let words = format!("{} {noun}", description.words(&found));
            let label = capital(&noun);
            used_words(plan, &words, format!("The score counts {noun}"));
            detail(plan, "score", &label);
        }
    }
}

pub(super) fn read_faces(description: &Description, plan: &mut Plan, game: &str) {
    if game != "memory" {
        return;
    }
    if let Some(listed) = description
        .list_after(&["pair", "card", "word", "face", "symbol", "picture"])
        .filter(|listed| listed.items.len() > 1)
    {
        used(plan, description, &listed.found, format!("The cards show {}", listed.items.join(", ")));
        detail(plan, "faces", &listed.items.join("\n"));
    }
    if let Some((count, found)) = description.find(&["pair"]).and_then(|found| description.number_near(&found)) {
        let count = (count as usize).clamp(2, MOST_PAIRS);
        used(plan, description, &found, format!("There are {count} pairs"));
        detail(plan, "pairs", &count.to_string());
    }
}

/// Faces of cards when the description names none.
const FACES: [&str; 12] =
    ["Oak", "Fern", "Moss", "Reed", "Sage", "Mint", "Flax", "Ivy", "Thyme", "Hazel", "Rye", "Birch"];

const MOST_PAIRS: usize = 18;

/// As many different faces as there are pairs.
pub(super) fn faces(plan: &Plan) -> Vec<String> {
    let mut faces: Vec<String> = Vec::new();
    let named = plan.detail("faces", "").lines().map(str::to_owned).filter(|face| !face.trim().is_empty());
    let spare = FACES.iter().map(|face| (*face).to_owned()).chain((1..=MOST_PAIRS).map(|number| number.to_string()));
    let own: Vec<String> = named.collect();
    let wanted =
        plan.detail("pairs", "").parse().unwrap_or(if own.len() > 1 { own.len() } else { 8 }).clamp(2, MOST_PAIRS);
    for face in own.into_iter().chain(spare) {
        if faces.len() < wanted && !faces.contains(&face) {
            faces.push(face);
        }
    }
    faces
}
