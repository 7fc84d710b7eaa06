// Memory pairs as plain values: every function takes a state and answers with a new one, so that tests need no browser.
«import type { Random } from "./play.{{ext}}";

export type Card = { face: string; open: boolean; found: boolean };
export type State = { cards: Card[]; moves: number; over: boolean };
»

/** Two cards of every face, shuffled. */
export function deal(faces«: string[]», random«: Random»)«: State» {
  const deck = [...faces, ...faces];
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [deck[last], deck[other]] = [deck[other], deck[last]];
  }
  return { cards: deck.map((face) => ({ face, open: false, found: false })), moves: 0, over: false };
}

/** Turns one card. Two open cards that differ are turned back when the next one is opened. */
export function turn(state«: State», index«: number»)«: State» {
  const open = state.cards.filter((card) => card.open && !card.found);
  const cards = state.cards.map((card) => (open.length === 2 && !card.found ? { ...card, open: false } : card));
  const chosen = cards[index];
  if (!chosen || chosen.found || chosen.open) return state;
  cards[index] = { ...chosen, open: true };
  const pair = cards.filter((card) => card.open && !card.found);
  if (pair.length < 2) return { ...state, cards };
  const matches = pair[0].face === pair[1].face;
  const settled = cards.map((card) => (matches && card.open ? { ...card, found: true } : card));
  return { cards: settled, moves: state.moves + 1, over: settled.every((card) => card.found) };
}

/** The best possible game scores 100; every move beyond one for each pair takes some away. */
export function score(state«: State»)«: number» {
  const pairs = state.cards.length / 2;
  return state.moves === 0 ? 0 : Math.max(1, Math.round((100 * pairs) / Math.max(state.moves, pairs)));
}
