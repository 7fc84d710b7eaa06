// Tic-tac-toe as plain values: every function takes a state and answers with a new one, so that tests need no browser.
«import type { Random } from "./play.{{ext}}";

export type Mark = "X" | "O";
export type State = { board: (Mark | null)[]; turn: Mark; winner: Mark | null; line: number[]; over: boolean };
»

const LINES = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
];

export function start()«: State» {
  return { board: Array(9).fill(null), turn: "X", winner: null, line: [], over: false };
}

/** Puts the mark whose turn it is on a free square; anything else changes nothing. */
export function place(state«: State», square«: number»)«: State» {
  if (state.over || state.board[square] !== null) return state;
  const board = [...state.board];
  board[square] = state.turn;
  const line = LINES.find((squares) => squares.every((at) => board[at] === state.turn)) ?? [];
  const winner = line.length ? state.turn : null;
  return { board, turn: state.turn === "X" ? "O" : "X", winner, line, over: winner !== null || board.every(Boolean) };
}

/** A square for the mark whose turn it is: one that wins, else one that stops a loss, else by skill or chance. */
export function choose(state«: State», skill«: "easy" | "normal" | "hard"», random«: Random»)«: number» {
  const free = state.board.flatMap((mark, square) => (mark === null ? [square] : []));
  const any = free[Math.floor(random() * free.length)];
  if (skill === "easy") return any;
  if (skill === "hard") return best(state).square;
  const other«: Mark» = state.turn === "X" ? "O" : "X";
  const wins = (mark«: Mark») => free.find((square) => place({ ...state, turn: mark }, square).winner === mark);
  return wins(state.turn) ?? wins(other) ?? any;
}

/** Looks at every way the game can end. Nine squares are few enough to do that each time. */
function best(state«: State»)«: { square: number; value: number }» {
  let found = { square: -1, value: -2 };
  state.board.forEach((mark, square) => {
    if (mark !== null) return;
    const next = place(state, square);
    const value = next.winner ? 1 : next.over ? 0 : -best(next).value;
    if (value > found.value) found = { square, value };
  });
  return found;
}
