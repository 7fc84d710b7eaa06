// The rules of this game. Change a value and play again.
{{#arcade}}
«import type { Rules } from "./play.{{ext}}";
»
/** `speed` 1 is the usual pace. `wrap` opens the walls, `oneWave` ends the game with the first wall cleared. */
export const rules«: Rules» = { speed: {{speed}}, lives: {{lives}}, wrap: {{wrap}}, players: {{players}}, oneWave: {{one_wave}} };
{{/arcade}}
{{#memory}}

/** What stands on the cards. Every word is there twice. */
export const faces = {{faces}};
{{/memory}}
{{#tictactoe}}

/** With one player the computer is O. */
export const rules = { players: {{players}} };
export const skill«: "easy" | "normal" | "hard"» = {{skill}};
{{/tictactoe}}

/** The drawer in this browser's storage, and whether anything is put there. */
export const name = {{slug:js}};
export const keepsScores = {{keeps}};
