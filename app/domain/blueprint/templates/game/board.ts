// The score board under the game: best scores with names, kept in this browser.
import { el, fill } from "./dom.{{ext}}";
import { keepsScores, name } from "./rules.{{ext}}";
import { best, enter, readScores } from "./scores.{{ext}}";
«import type { Score } from "./scores.{{ext}}";
»
import { openStore } from "./keep.{{ext}}";
import { toast } from "./toast.{{ext}}";

const store = openStore«<Score[]>»(`${name}.scores`, [], readScores, keepsScores);
let scores = store.load();

/** The highest score so far. */
export function bestScore()«: number» {
  return best(scores);
}

/** Shows the board, with `Clear scores` as soon as there is something to clear. */
export function showBoard()«: void» {
  const board = document.getElementById("board");
  if (!board) return;
  fill(
    board,
    el("h2", {}, "Best scores"),
    scores.length === 0
      ? el("p", { class: "field-hint" }, "No score yet. Finish a game to be the first.")
      : el(
          "ol",
          { class: "scores" },
          ...scores.map((score) =>
            el("li", {}, el("span", {}, score.name), el("data", { value: score.points }, score.points)),
          ),
        ),
    scores.length > 0 && el("button", { type: "button", class: "text-button", click: clear }, "Clear scores"),
  );
}

/** Enters a finished game. Returns whether it is the new best. */
export function record(points«: number»)«: boolean» {
  if (points <= 0) return false;
  const isBest = points > best(scores);
  const field = document.getElementById("player");
  const player = field instanceof HTMLInputElement ? field.value : "You";
  change(enter(scores, { name: player, points, at: Date.now() }));
  return isBest;
}

function clear()«: void» {
  const before = scores;
  change([]);
  toast("Scores cleared.", { label: "Undo", run: () => change(before) });
}

function change(next«: Score[]»)«: void» {
  scores = next;
  if (!store.save(scores)) toast("This browser has no room for scores. They last until the page is closed.");
  const label = document.getElementById("best");
  if (label) label.textContent = String(best(scores));
  showBoard();
}
