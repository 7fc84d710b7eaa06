//! Small two-dimensional games: five on a canvas, two made of buttons.

use super::Recipe;
use super::wishes::{detail, truth, unmet, used, used_words, when};
use crate::compose::Project;
use crate::plan::{Plan, Storage};
use crate::reading::Description;
use crate::template::js_list;

pub(crate) struct Game;

/// One of the games: its rules, and how the page speaks about it.
struct Variant {
    /// Its name in a plan's `game`.
    name: &'static str,
    /// Its name for people.
    title: &'static str,
    words: &'static [&'static str],
    /// How it is played, for the line under the title.
    how: &'static str,
    /// Keys that the pad on touch screens offers.
    pad: &'static [&'static str],
    rules: &'static str,
    test: &'static str,
}

macro_rules! variant {
    ($name:literal, $title:literal, $file:literal, $words:expr, $how:literal, $pad:expr) => {
        Variant {
            name: $name,
            title: $title,
            words: &$words,
            how: $how,
            pad: &$pad,
            rules: include_str!(concat!("../../templates/game/", $file, ".ts")),
            test: include_str!(concat!("../../templates/game/", $file, ".test.ts")),
        }
    };
}

const VARIANTS: [Variant; 7] = [
    variant!(
        "snake",
        "Snake",
        "snake",
        ["snake", "worm", "caterpillar"],
        "Steer with the arrow keys or W, A, S and D. Eat to grow, and mind the walls and your own tail.",
        ["up", "left", "down", "right"]
    ),
    variant!(
        "breakout",
        "Breakout",
        "breakout",
        ["breakout", "brick breaker", "break brick", "arkanoid", "brick", "paddle and ball"],
        "Move with the arrow keys or A and D. Space lets the ball go. Clear every brick.",
        ["left", "fire", "right"]
    ),
    variant!(
        "pong",
        "Pong",
        "pong",
        ["pong", "table tennis", "ping pong", "tennis", "air hockey"],
        "Move with the arrow keys or W and S. Seven points win.",
        ["up", "down"]
    ),
    variant!(
        "shooter",
        "Space shooter",
        "shooter",
        [
            "space shooter",
            "shooter",
            "space invader",
            "invader",
            "asteroid",
            "shoot",
            "spaceship",
            "rocket",
            "shoot em up",
            "alien",
        ],
        "Move with the arrow keys or A and D, shoot with Space. Nothing may get past you.",
        ["left", "fire", "right"]
    ),
    variant!(
        "jump",
        "Jump and run",
        "jump",
        [
            "platformer",
            "platform",
            "jump",
            "runner",
            "endless runner",
            "jump and run",
            "dinosaur",
            "dino",
            "hurdle",
            "obstacle",
        ],
        "Jump with Space or the up arrow, and once more in the air. Hold for a higher jump. Coins are worth ten points.",
        ["fire"]
    ),
    variant!(
        "memory",
        "Memory",
        "memory",
        ["memory", "matching pair", "pair", "concentration", "matching game", "match card", "card matching"],
        "Turn two cards at a time and find the pairs. The fewer moves, the better the score.",
        []
    ),
    variant!(
        "tic-tac-toe",
        "Tic-tac-toe",
        "tictactoe",
        ["tic tac toe", "tictactoe", "nought and cross", "xs and os", "three in a row"],
        "Put three of your marks in a row.",
        []
    ),
];

/// Games that people ask for and that none of the parts make.
const OTHERS: [&str; 26] = [
    "chess",
    "checkers",
    "tetris",
    "sudoku",
    "minesweeper",
    "solitaire",
    "poker",
    "pac man",
    "pacman",
    "racing",
    "flappy",
    "2048",
    "hangman",
    "wordle",
    "crossword",
    "tower defense",
    "tower defence",
    "role playing",
    "rpg",
    "maze",
    "pinball",
    "frogger",
    "bubble",
    "strategy",
    "connect four",
    "battleship",
];

/// Faces of cards when the description names none.
const FACES: [&str; 12] =
    ["Oak", "Fern", "Moss", "Reed", "Sage", "Mint", "Flax", "Ivy", "Thyme", "Hazel", "Rye", "Birch"];

const MOST_PAIRS: usize = 18;

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
        project.value("named", when(board));
        project.value("with_board", when(board));
        project.value("no_board", when(!board));
        project.value("pad", pad(variant.pad, two));
        project.page(include_str!("../../templates/game/page.html"));
        let main = match variant.name {
            "memory" => include_str!("../../templates/game/main-memory.ts"),
            "tic-tac-toe" => include_str!("../../templates/game/main-tictactoe.ts"),
            _ => include_str!("../../templates/game/main-arcade.ts"),
        };
        project.module("main", "the page around the game: keys, touch and what is shown", main);
        project.module("game", "the game itself, without a page: begin here", variant.rules);
        project.module(
            "rules",
            "speed, lives and the like, to change at will",
            include_str!("../../templates/game/rules.ts"),
        );
        project.module("play", "what page and game agree on", include_str!("../../templates/game/play.ts"));
        project.module("scores", "the order of the best scores", include_str!("../../templates/game/scores.ts"));
        project.module("board", "keeps and shows the best scores", include_str!("../../templates/game/board.ts"));
        project.module("dom", "one short way to make elements", include_str!("../../templates/records/dom.ts"));
        project.module("keep", "keeps one value in the browser", include_str!("../../templates/parts/keep.ts"));
        project.module(
            "toast",
            "one quiet message at the foot of the page",
            include_str!("../../templates/parts/toast.ts"),
        );
        project.test("game", "tests of the game's rules", variant.test);
        project.test("scores", "tests of the score board", include_str!("../../templates/game/scores.test.ts"));
        project.style(include_str!("../../templates/game/style.css"));
    }
}

fn read_rules(description: &Description, plan: &mut Plan, game: &str) {
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
    if game == "breakout" {
        if let Some(found) = description.find(&["one level", "single level", "one wave"]) {
            used(plan, description, &found, "The game ends when the wall is cleared");
            detail(plan, "waves", "one");
        }
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
            let label = crate::reading::nouns::capital(&noun);
            used_words(plan, &words, format!("The score counts {noun}"));
            detail(plan, "score", &label);
        }
    }
}

fn read_faces(description: &Description, plan: &mut Plan, game: &str) {
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

/// As many different faces as there are pairs.
fn faces(plan: &Plan) -> Vec<String> {
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
