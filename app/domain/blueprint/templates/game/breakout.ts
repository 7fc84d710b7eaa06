// Breakout as plain values: every function takes a state and answers with a new one, so that tests need no browser.
«import type { Held, Key, Paint, Random, Rules } from "./play.{{ext}}";
»

export const size = { width: 480, height: 360 };
const COLUMNS = 10;
const ROWS = 5;
const GAP = 4;
const BRICK = { width: (size.width - GAP * (COLUMNS + 1)) / COLUMNS, height: 15, top: 34 };
const PADDLE = { width: 76, height: 9, y: size.height - 22, speed: 430 };
const RADIUS = 6;
/** The ball never moves further than this in one go, so it cannot jump through a brick. */
const LONGEST_MOVE = 5;

«export type Brick = { column: number; row: number };
export type Ball = { x: number; y: number; dx: number; dy: number; held: boolean };
export type State = {
  bricks: Brick[];
  ball: Ball;
  paddle: number;
  wave: number;
  score: number;
  lives: number;
  over: boolean;
};

»
export function start(rules«: Rules», _random«: Random»)«: State» {
  return {
    bricks: wall(),
    ball: onPaddle(size.width / 2),
    paddle: size.width / 2,
    wave: 1,
    score: 0,
    lives: rules.lives,
    over: false,
  };
}

/** The ball waits on the paddle until fire or up is pressed. */
export function press(state«: State», key«: Key»)«: State» {
  if (!state.ball.held || (key !== "fire" && key !== "up")) return state;
  return { ...state, ball: { ...state.ball, held: false } };
}

export function step(state«: State», held«: Held», seconds«: number», rules«: Rules», _random«: Random»)«: State» {
  if (state.over) return state;
  const way = Number(held.right) - Number(held.left);
  const half = PADDLE.width / 2;
  const paddle = clamp(state.paddle + way * PADDLE.speed * seconds, half, size.width - half);
  if (state.ball.held) return { ...state, paddle, ball: onPaddle(paddle) };
  const speed = 230 * rules.speed * (1 + (state.wave - 1) * 0.15);
  let next = { ...state, paddle };
  for (let left = speed * seconds; left > 0 && !next.ball.held && !next.over; left -= LONGEST_MOVE) {
    next = fly(next, Math.min(left, LONGEST_MOVE), rules);
  }
  return next;
}

/** Moves the ball by `distance` and lets it meet at most one thing. */
export function fly(state«: State», distance«: number», rules«: Rules»)«: State» {
  let { x, y, dx, dy } = state.ball;
  x += dx * distance;
  y += dy * distance;
  if (x < RADIUS) dx = Math.abs(dx);
  if (x > size.width - RADIUS) dx = -Math.abs(dx);
  if (y < RADIUS) dy = Math.abs(dy);
  if (y > size.height + RADIUS) return loseLife(state);
  if (
    dy > 0 &&
    y + RADIUS >= PADDLE.y &&
    y < PADDLE.y + PADDLE.height &&
    Math.abs(x - state.paddle) <= PADDLE.width / 2 + RADIUS
  ) {
    // Where the ball meets the paddle decides the angle: straight up in the middle, 60 degrees at the ends.
    const angle = clamp((x - state.paddle) / (PADDLE.width / 2), -1, 1) * (Math.PI / 3);
    dx = Math.sin(angle);
    dy = -Math.cos(angle);
  }
  const hit = state.bricks.find((brick) => touches(brick, x, y));
  if (!hit) return { ...state, ball: { x, y, dx, dy, held: false } };
  const box = boxOf(hit);
  if (x > box.left && x < box.right) dy = y < box.top + BRICK.height / 2 ? -Math.abs(dy) : Math.abs(dy);
  else dx = x < box.left ? -Math.abs(dx) : Math.abs(dx);
  const bricks = state.bricks.filter((brick) => brick !== hit);
  const score = state.score + (ROWS - hit.row) * 10;
  if (bricks.length > 0) return { ...state, bricks, score, ball: { x, y, dx, dy, held: false } };
  if (rules.oneWave) return { ...state, bricks, score, over: true };
  return { ...state, bricks: wall(), wave: state.wave + 1, score, ball: onPaddle(state.paddle) };
}

export function draw(paint«: Paint», state«: State»)«: void» {
  const { context, colours } = paint;
  for (const brick of state.bricks) {
    const box = boxOf(brick);
    context.globalAlpha = 1 - brick.row * 0.15;
    context.fillStyle = colours.accent;
    context.beginPath();
    context.roundRect(box.left, box.top, BRICK.width, BRICK.height, 3);
    context.fill();
  }
  context.globalAlpha = 1;
  context.fillStyle = colours.ink;
  context.beginPath();
  context.roundRect(state.paddle - PADDLE.width / 2, PADDLE.y, PADDLE.width, PADDLE.height, 4);
  context.fill();
  context.beginPath();
  context.arc(state.ball.x, state.ball.y, RADIUS, 0, Math.PI * 2);
  context.fill();
}

function loseLife(state«: State»)«: State» {
  const lives = state.lives - 1;
  return { ...state, lives, over: lives <= 0, ball: onPaddle(state.paddle) };
}

function onPaddle(paddle«: number»)«: Ball» {
  return { x: paddle, y: PADDLE.y - RADIUS, dx: 0.5, dy: -Math.sqrt(0.75), held: true };
}

function wall()«: Brick[]» {
  const bricks«: Brick[]» = [];
  for (let row = 0; row < ROWS; row += 1)
    for (let column = 0; column < COLUMNS; column += 1) bricks.push({ column, row });
  return bricks;
}

function boxOf(brick«: Brick»)«: { left: number; right: number; top: number; bottom: number }» {
  const left = GAP + brick.column * (BRICK.width + GAP);
  const top = BRICK.top + brick.row * (BRICK.height + GAP);
  return { left, right: left + BRICK.width, top, bottom: top + BRICK.height };
}

function touches(brick«: Brick», x«: number», y«: number»)«: boolean» {
  const box = boxOf(brick);
  const dx = x - clamp(x, box.left, box.right);
  const dy = y - clamp(y, box.top, box.bottom);
  return dx * dx + dy * dy <= RADIUS * RADIUS;
}

function clamp(value«: number», low«: number», high«: number»)«: number» {
  return Math.max(low, Math.min(high, value));
}
