//! Small two-dimensional games: five on a canvas, two made of buttons.

mod reading;
mod variants;

use super::Recipe;
use super::wishes::{detail, truth, unmet, used, when};
use crate::compose::Project;
use crate::plan::{Plan, Storage};
use crate::reading::Description;
use crate::template::js_list;
use reading::{faces, read_faces, read_rules};
use variants::{OTHERS, VARIANTS, Variant};

pub(crate) struct Game;

impl Recipe for Game {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("game", 9),
            ("arcade", 8),
            ("snake", 8),
            ("breakout", 9),
            ("brick breaker", 9),
            ("pong", 9),
            ("space shooter", 9),
            ("space invader", 9),
            ("asteroid", 4),
            ("platformer", 9),
            ("endless runner", 9),
            ("jump and run", 9),
            ("tic tac toe", 14),
            ("memory game", 10),
            ("matching pair", 8),
            ("canvas", 4),
            ("high score", 3),
            ("player", 2),
            ("level", 2),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        plan.entity = None;
        let found = VARIANTS
            .iter()
            .filter_map(|variant| description.find(variant.words).map(|found| (found.start, found, variant)))
            .min_by_key(|(start, _, _)| *start);
        let other = description.find(&OTHERS);
        let variant = match found {
            Some((_, found, variant)) => {
                used(plan, description, &found, format!("The game is {}", variant.title.to_lowercase()));
                variant
            }
            None => &VARIANTS[0],
        };
        if let (Some(other), true) = (other, !plan.wishes.iter().any(|wish| wish.effect.starts_with("The game is"))) {
            let names: Vec<_> = VARIANTS.iter().map(|variant| variant.title.to_lowercase()).collect();
            let reason = format!(
                "There is no part for this game. The games are {}; this project is {}.",
                names.join(", "),
                variant.title.to_lowercase()
            );
            let words = description.words(&other).to_owned();
            unmet(plan, &words, reason);
        }
        detail(plan, "game", variant.name);
        if plan.title.is_empty() {
            plan.title = variant.title.to_owned();
        }
        read_rules(description, plan, variant.name);
        if plan.summary.is_empty() {
            let article = if variant.title.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
            let players = if plan.detail("players", "1") == "2" { " for two people at one keyboard" } else { "" };
            plan.summary = format!(
                "{} {} game{players}, with its best scores kept in this browser.",
                crate::reading::nouns::capital(article),
                variant.title.to_lowercase()
            );
            if plan.storage == Storage::None || !players.is_empty() {
                plan.summary = format!(
                    "{} {} game{players}.",
                    crate::reading::nouns::capital(article),
                    variant.title.to_lowercase()
                );
            }
        }
        read_faces(description, plan, variant.name);
        for (words, reason) in [
            (
                &["multiplayer", "online"][..],
                "The game runs in one browser; nothing carries moves to another one. Pong and tic-tac-toe can be played by two people at one keyboard.",
            ),
            (&["3d", "three dimensional"][..], "The games are flat."),
            (&["sound", "music", "sound effect"][..], "The project has no sounds."),
        ] {
            let found = description.find(words);
            if let Some(found) = found {
                let words = description.words(&found).to_owned();
                unmet(plan, &words, reason);
            }
        }
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let name = plan.detail("game", "snake");
        let variant = VARIANTS.iter().find(|variant| variant.name == name).unwrap_or(&VARIANTS[0]);
        let buttons = matches!(variant.name, "memory" | "tic-tac-toe");
        let two = plan.detail("players", "1") == "2" && matches!(variant.name, "pong" | "tic-tac-toe");
        let board = plan.detail("scores", "best") == "board" && !two;
        let speed = match plan.detail("speed", "normal") {
            "slow" => "0.7",
            "fast" => "1.5",
            _ => "1",
        };
        let lives = match variant.name {
            "pong" => 0,
            "snake" => number(plan, "lives", 1, 9),
            _ => number(plan, "lives", 3, 9),
        };
        project.value("how", how(variant, two));
        project.value("speed", speed);
        project.value("lives", lives.to_string());
        project.value("wrap", truth(plan.detail("walls", "solid") == "open"));
        project.value("players", if two { "2" } else { "1" });
        project.value("one_wave", truth(plan.detail("waves", "endless") == "one"));
        project.value(
            "skill",
            format!(
                "\"{}\"",
                match plan.detail("speed", "normal") {
                    "slow" => "easy",
                    "fast" => "hard",
                    _ => "normal",
                }
            ),
        );
        project.value("keeps", truth(plan.storage == Storage::Browser));
        project.value("score_label", score_label(plan, variant.name));
        project.value("faces", js_list(faces(plan).iter().map(String::as_str)));
        project.value("arcade", when(!buttons));
        project.value("memory", when(variant.name == "memory"));
        project.value("tictactoe", when(variant.name == "tic-tac-toe"));
        project.value("has_lives", when(lives > 1 && !buttons));
        project.value("no_lives", when(lives <= 1 || buttons));
        project.value("two", when(two));
        project.value("hide_wins", when(two && variant.name == "tic-tac-toe"));
        project.value("with_board", when(board));
        project.value("no_board", when(!board));
        project.value("pad", pad(variant.pad, two));
        project.page(include_str!("../../../templates/game/page.html"));
        let main = match variant.name {
            "memory" => include_str!("../../../templates/game/main-memory.ts"),
            "tic-tac-toe" => include_str!("../../../templates/game/main-tictactoe.ts"),
            _ => include_str!("../../../templates/game/main-arcade.ts"),
        };
        project.module("main", "the page around the game: keys, touch and what is shown", main);
        project.module("game", "the game itself, without a page: begin here", variant.rules);
        project.module(
            "rules",
            "speed, lives and the like, to change at will",
            include_str!("../../../templates/game/rules.ts"),
        );
        project.module("play", "what page and game agree on", include_str!("../../../templates/game/play.ts"));
        project.module("scores", "the order of the best scores", include_str!("../../../templates/game/scores.ts"));
        project.module("board", "keeps and shows the best scores", include_str!("../../../templates/game/board.ts"));
        project.module("dom", "one short way to make elements", include_str!("../../../templates/records/dom.ts"));
        project.module("keep", "keeps one value in the browser", include_str!("../../../templates/parts/keep.ts"));
        project.module(
            "toast",
            "one quiet message at the foot of the page",
            include_str!("../../../templates/parts/toast.ts"),
        );
        project.test("game", "tests of the game's rules", variant.test);
        project.test("scores", "tests of the score board", include_str!("../../../templates/game/scores.test.ts"));
        project.style(include_str!("../../../templates/game/style.css"));
    }
}

fn number(plan: &Plan, name: &str, otherwise: u32, most: u32) -> u32 {
    plan.detail(name, "").parse().unwrap_or(otherwise).clamp(1, most)
}

fn how(variant: &Variant, two: bool) -> &'static str {
    match (variant.name, two) {
        ("pong", true) => "The left side plays with W and S, the right side with the arrow keys. Seven points win.",
        ("tic-tac-toe", true) => "Two people take turns. Three marks in a row win.",
        _ => variant.how,
    }
}

fn score_label(plan: &Plan, game: &str) -> String {
    match game {
        "memory" => "Moves".to_owned(),
        "tic-tac-toe" => "Wins in a row".to_owned(),
        _ => plan.detail("score", "Score").to_owned(),
    }
}

/// Buttons for touch screens.
fn pad(keys: &[&str], two: bool) -> String {
    if two {
        return "<button type=\"button\" class=\"button\" data-key=\"up\">Left side up</button>\n<button type=\"button\" class=\"button\" data-key=\"down\">Left side down</button>\n<button type=\"button\" class=\"button\" data-key=\"left\">Right side up</button>\n<button type=\"button\" class=\"button\" data-key=\"right\">Right side down</button>".to_owned();
    }
    let name = |key: &str| match key {
        "left" => "Left",
        "right" => "Right",
        "up" => "Up",
        "down" => "Down",
        _ if keys.len() == 1 => "Jump",
        _ => "Fire",
    };
    let buttons: Vec<String> = keys
        .iter()
        .map(|key| {
            format!("<button type=\"button\" class=\"button pad-{key}\" data-key=\"{key}\">{}</button>", name(key))
        })
        .collect();
    buttons.join("\n")
}
