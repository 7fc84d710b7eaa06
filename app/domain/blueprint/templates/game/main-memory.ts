// The page around the game: cards as buttons, so that keyboards and screen readers can play. All rules are in game.{{ext}}.
import { bestScore, record, showBoard } from "./board.{{ext}}";
import { byId, el, fill } from "./dom.{{ext}}";
import { deal, score, turn } from "./game.{{ext}}";
«import type { Card } from "./game.{{ext}}";
»
import { faces } from "./rules.{{ext}}";

let state = deal(faces, Math.random);
let cursor = 0;

byId("start").addEventListener("click", () => {
  state = deal(faces, Math.random);
  cursor = 0;
  show("New cards. Find the pairs.");
  cards()[0]?.focus();
});
byId("cards").addEventListener("keydown", move);
show(`${faces.length} pairs are face down. Turn two cards at a time.`);
showBoard();

function open(index«: number»)«: void» {
  const next = turn(state, index);
  if (next === state || state.over) return;
  const found = next.cards.filter((card) => card.found).length > state.cards.filter((card) => card.found).length;
  const finishedTurn = next.moves > state.moves;
  state = next;
  cursor = index;
  const face = state.cards[index].face;
  if (state.over) {
    const isBest = record(score(state));
    show(
      `All pairs found in ${state.moves} moves. Score ${score(state)} of 100.${isBest ? " That is a new best." : ""}`,
    );
    byId("start").focus();
    return;
  }
  show(found ? `${face}: a pair.` : finishedTurn ? `${face}: no pair. Turn the next card.` : `${face}.`);
  cards()[index].focus();
}

function show(message«: string»)«: void» {
  fill(byId("cards"), ...state.cards.map(button));
  byId("cards").style.setProperty("--columns", String(columns()));
  byId("score").textContent = String(state.moves);
  byId("best").textContent = String(bestScore());
  byId("pairs").textContent = `${state.cards.filter((card) => card.found).length / 2} of ${faces.length}`;
  byId("status").textContent = message;
}

function button(card«: Card», index«: number»)«: HTMLElement» {
  const name = card.found ? `${card.face}, found` : card.open ? card.face : `Card ${index + 1}, face down`;
  const attributes = {
    type: "button",
    class: "card",
    "aria-label": name,
    "data-open": card.open || card.found,
    "data-found": card.found,
  };
  return el(
    "button",
    { ...attributes, tabindex: index === cursor ? 0 : -1, click: () => open(index) },
    card.open || card.found ? el("span", {}, card.face) : null,
  );
}

/** Arrow keys walk over the table; Enter and Space turn a card, as on any button. */
function move(event«: KeyboardEvent»)«: void» {
  const across = columns();
  const steps«: Record<string, number>» = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across };
  const next = cursor + (steps[event.key] ?? 0);
  if (next === cursor || next < 0 || next >= state.cards.length) return;
  event.preventDefault();
  cards()[cursor].tabIndex = -1;
  cursor = next;
  cards()[cursor].tabIndex = 0;
  cards()[cursor].focus();
}

function columns()«: number» {
  const count = state.cards.length;
  return [4, 5, 6].find((across) => count % across === 0 && count / across <= across + 1) ?? 4;
}

function cards()«: HTMLElement[]» {
  return [...byId("cards").querySelectorAll«<HTMLElement>»("button")];
}
