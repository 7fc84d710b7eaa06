//! The games that there are parts for.

/// One of the games: its rules, and how the page speaks about it.
pub(super) struct Variant {
    /// Its name in a plan's `game`.
    pub(super) name: &'static str,
    /// Its name for people.
    pub(super) title: &'static str,
    pub(super) words: &'static [&'static str],
    /// How it is played, for the line under the title.
    pub(super) how: &'static str,
    /// Keys that the pad on touch screens offers.
    pub(super) pad: &'static [&'static str],
    pub(super) rules: &'static str,
    pub(super) test: &'static str,
}

macro_rules! variant {
    ($name:literal, $title:literal, $file:literal, $words:expr, $how:literal, $pad:expr) => {
        Variant {
            name: $name,
            title: $title,
            words: &$words,
            how: $how,
            pad: &$pad,
            rules: include_str!(concat!("../../../templates/game/", $file, ".ts")),
            test: include_str!(concat!("../../../templates/game/", $file, ".test.ts")),
        }
    };
}

pub(super) const VARIANTS: [Variant; 7] = [
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
pub(super) const OTHERS: [&str; 26] = [
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
