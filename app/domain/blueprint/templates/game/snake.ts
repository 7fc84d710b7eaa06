// Snake as plain values: every function takes a state and answers with a new one, so that tests need no browser.
«import type { Held, Key, Paint, Random, Rules } from "./play.{{ext}}";
»

export const COLUMNS = 24;
export const ROWS = 18;
const CELL = 20;
export const size = { width: COLUMNS * CELL, height: ROWS * CELL };

«export type Cell = { x: number; y: number };
export type State = {
  snake: Cell[];
  heading: Cell;
  turns: Cell[];
  food: Cell;
  sinceMove: number;
  score: number;
  lives: number;
  over: boolean;
};

»
const HEADINGS«: Record<Key, Cell | null>» = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
  fire: null,
};

export function start(rules«: Rules», random«: Random»)«: State» {
  const snake = newSnake();
  return {
    snake,
    heading: { x: 1, y: 0 },
    turns: [],
    food: freeCell(snake, random),
    sinceMove: 0,
    score: 0,
    lives: rules.lives,
    over: false,
  };
}

/** Remembers a turn. Two quick turns are both kept, so a tight corner works; turning back into the neck does not. */
export function press(state«: State», key«: Key»)«: State» {
  const turn = HEADINGS[key];
  if (!turn || state.turns.length === 2) return state;
  const before = state.turns[state.turns.length - 1] ?? state.heading;
  if (before.x + turn.x === 0 && before.y + turn.y === 0) return state;
  return { ...state, turns: [...state.turns, turn] };
}

export function step(state«: State», _held«: Held», seconds«: number», rules«: Rules», random«: Random»)«: State» {
  if (state.over) return state;
  // The snake gets a little quicker with everything it eats.
  const pause = 0.15 / rules.speed / (1 + Math.min(state.score, 40) * 0.015);
  const sinceMove = state.sinceMove + seconds;
  if (sinceMove < pause) return { ...state, sinceMove };
  return move({ ...state, sinceMove: sinceMove - pause }, rules, random);
}

/** Moves one cell: eats, grows, or loses a life at a wall or at itself. */
export function move(state«: State», rules«: Rules», random«: Random»)«: State» {
  const [heading = state.heading, ...turns] = state.turns;
  const ahead = { x: state.snake[0].x + heading.x, y: state.snake[0].y + heading.y };
  const head = rules.wrap ? { x: (ahead.x + COLUMNS) % COLUMNS, y: (ahead.y + ROWS) % ROWS } : ahead;
  const eats = same(head, state.food);
  const rest = eats ? state.snake : state.snake.slice(0, -1);
  const outside = head.x < 0 || head.y < 0 || head.x >= COLUMNS || head.y >= ROWS;
  if (outside || rest.some((cell) => same(cell, head))) return loseLife(state, random);
  const snake = [head, ...rest];
  if (!eats) return { ...state, snake, heading, turns };
  if (snake.length === COLUMNS * ROWS) return { ...state, snake, heading, turns, score: state.score + 1, over: true };
  return { ...state, snake, heading, turns, score: state.score + 1, food: freeCell(snake, random) };
}

export function draw(paint«: Paint», state«: State»)«: void» {
  const { context, colours } = paint;
  context.fillStyle = colours.accent;
  context.beginPath();
  context.arc((state.food.x + 0.5) * CELL, (state.food.y + 0.5) * CELL, CELL * 0.36, 0, Math.PI * 2);
  context.fill();
  state.snake.forEach((cell, index) => {
    context.fillStyle = index === 0 ? colours.ink : colours.second;
    context.beginPath();
    context.roundRect(cell.x * CELL + 1, cell.y * CELL + 1, CELL - 2, CELL - 2, 5);
    context.fill();
  });
}

function loseLife(state«: State», random«: Random»)«: State» {
  if (state.lives <= 1) return { ...state, lives: 0, over: true };
  const snake = newSnake();
  return { ...state, snake, heading: { x: 1, y: 0 }, turns: [], food: freeCell(snake, random), lives: state.lives - 1 };
}

function newSnake()«: Cell[]» {
  const y = Math.floor(ROWS / 2);
  return [
    { x: 6, y },
    { x: 5, y },
    { x: 4, y },
  ];
}

function freeCell(snake«: Cell[]», random«: Random»)«: Cell» {
  const free«: Cell[]» = [];
  for (let y = 0; y < ROWS; y += 1) {
    for (let x = 0; x < COLUMNS; x += 1) {
      if (!snake.some((cell) => same(cell, { x, y }))) free.push({ x, y });
    }
  }
  return free[Math.floor(random() * free.length)];
}

function same(a«: Cell», b«: Cell»)«: boolean» {
  return a.x === b.x && a.y === b.y;
}
