// The page around the game: squares as buttons, so that keyboards and screen readers can play. All rules are in game.{{ext}}.
import { bestScore, record, showBoard } from "./board.{{ext}}";
import { byId, el, fill } from "./dom.{{ext}}";
import { choose, place, start } from "./game.{{ext}}";
import { rules, skill } from "./rules.{{ext}}";

let state = start();
let cursor = 4;
let wins = 0;

byId("start").addEventListener("click", () => {
  state = start();
  show(turnWords());
  squares()[cursor].focus();
});
byId("cards").addEventListener("keydown", move);
show(turnWords());
showBoard();

function play(square«: number»)«: void» {
  const next = place(state, square);
  if (next === state) return;
  state = next;
  cursor = square;
  if (!state.over && rules.players === 1) state = place(state, choose(state, skill, Math.random));
  show(state.over ? endWords() : turnWords());
  if (state.over) byId("start").focus();
  else squares()[cursor].focus();
}

function endWords()«: string» {
  if (!state.winner) return "A draw.";
  if (rules.players === 2) return `${state.winner} wins.`;
  if (state.winner === "O") {
    wins = 0;
    return "The computer wins. The row of wins starts again.";
  }
  wins += 1;
  const isBest = record(wins);
  return `You win. ${wins} in a row${isBest ? ", a new best" : ""}.`;
}

function turnWords()«: string» {
  return rules.players === 2 ? `${state.turn} to move.` : "You are X. Choose a square.";
}

function show(message«: string»)«: void» {
  fill(
    byId("cards"),
    ...state.board.map((mark, square) => {
      const row = Math.floor(square / 3) + 1;
      const name = `Row ${row}, column ${(square % 3) + 1}, ${mark ?? "free"}`;
      const attributes = {
        type: "button",
        class: "square",
        "aria-label": name,
        "data-line": state.line.includes(square),
        "data-mark": mark,
      };
      return el("button", { ...attributes, tabindex: square === cursor ? 0 : -1, click: () => play(square) }, mark);
    }),
  );
  byId("score").textContent = String(wins);
  byId("best").textContent = String(bestScore());
  byId("status").textContent = message;
}

function move(event«: KeyboardEvent»)«: void» {
  const steps«: Record<string, number>» = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -3, ArrowDown: 3 };
  const next = cursor + (steps[event.key] ?? 0);
  if (next === cursor || next < 0 || next > 8) return;
  event.preventDefault();
  squares()[cursor].tabIndex = -1;
  cursor = next;
  squares()[cursor].tabIndex = 0;
  squares()[cursor].focus();
}

function squares()«: HTMLElement[]» {
  return [...byId("cards").querySelectorAll«<HTMLElement>»("button")];
}
