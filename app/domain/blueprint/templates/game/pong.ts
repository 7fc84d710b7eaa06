// Pong as plain values: every function takes a state and answers with a new one, so that tests need no browser.
«import type { Held, Key, Paint, Random, Rules } from "./play.{{ext}}";
»

export const size = { width: 480, height: 320 };
const PADDLE = { height: 62, width: 8, inset: 16, speed: 330 };
const RADIUS = 6;
export const POINTS_TO_WIN = 7;
/** The other side follows the ball more slowly than the ball can fly, so a sharp angle beats it. */
const FOLLOW_SPEED = 190;

«export type State = {
  left: number;
  right: number;
  ball: { x: number; y: number; dx: number; dy: number };
  wait: number;
  rally: number;
  score: number;
  against: number;
  lives: number;
  over: boolean;
};

»
export function start(_rules«: Rules», random«: Random»)«: State» {
  const middle = size.height / 2;
  return {
    left: middle,
    right: middle,
    ball: serve(1, random),
    wait: 0.8,
    rally: 0,
    score: 0,
    against: 0,
    lives: 0,
    over: false,
  };
}

export function press(state«: State», _key«: Key»)«: State» {
  return state;
}

/** With two players, W and S move the left paddle (`up` and `down`), the arrow keys the right one (`left` is up, `right` is down). */
export function step(state«: State», held«: Held», seconds«: number», rules«: Rules», random«: Random»)«: State» {
  if (state.over) return state;
  const left = slide(state.left, Number(held.down) - Number(held.up), PADDLE.speed * seconds);
  const chase = Math.sign(state.ball.y - state.right) * Number(Math.abs(state.ball.y - state.right) > 8);
  const right =
    rules.players === 2
      ? slide(state.right, Number(held.right) - Number(held.left), PADDLE.speed * seconds)
      : slide(state.right, chase, FOLLOW_SPEED * rules.speed * seconds);
  if (state.wait > 0) return { ...state, left, right, wait: state.wait - seconds };
  return fly({ ...state, left, right }, 250 * rules.speed * (1 + Math.min(state.rally, 20) * 0.04) * seconds, random);
}

/** Moves the ball by `distance`; a paddle sends it back, a miss gives the other side a point. */
export function fly(state«: State», distance«: number», random«: Random»)«: State» {
  let { x, y, dx, dy } = state.ball;
  x += dx * distance;
  y += dy * distance;
  if (y < RADIUS) dy = Math.abs(dy);
  if (y > size.height - RADIUS) dy = -Math.abs(dy);
  let rally = state.rally;
  const near = PADDLE.inset + PADDLE.width + RADIUS;
  if (dx < 0 && x <= near && x > near - distance - RADIUS && Math.abs(y - state.left) <= PADDLE.height / 2 + RADIUS) {
    [dx, dy] = angle(y - state.left, 1);
    rally += 1;
  } else if (
    dx > 0 &&
    x >= size.width - near &&
    x < size.width - near + distance + RADIUS &&
    Math.abs(y - state.right) <= PADDLE.height / 2 + RADIUS
  ) {
    [dx, dy] = angle(y - state.right, -1);
    rally += 1;
  }
  if (x < -RADIUS) return point({ ...state, against: state.against + 1 }, 1, random);
  if (x > size.width + RADIUS) return point({ ...state, score: state.score + 1 }, -1, random);
  return { ...state, rally, ball: { x, y, dx, dy } };
}

export function draw(paint«: Paint», state«: State»)«: void» {
  const { context, colours } = paint;
  context.fillStyle = colours.line;
  for (let y = 6; y < size.height; y += 20) context.fillRect(size.width / 2 - 1, y, 2, 10);
  context.textAlign = "center";
  context.fillStyle = colours.second;
  context.font = "600 44px ui-monospace, monospace";
  context.fillText(String(state.score), size.width / 2 - 60, 56);
  context.fillText(String(state.against), size.width / 2 + 60, 56);
  context.fillStyle = colours.ink;
  context.beginPath();
  context.roundRect(PADDLE.inset, state.left - PADDLE.height / 2, PADDLE.width, PADDLE.height, 4);
  context.roundRect(
    size.width - PADDLE.inset - PADDLE.width,
    state.right - PADDLE.height / 2,
    PADDLE.width,
    PADDLE.height,
    4,
  );
  context.fill();
  context.fillStyle = colours.accent;
  context.beginPath();
  context.arc(state.ball.x, state.ball.y, RADIUS, 0, Math.PI * 2);
  context.fill();
}

function point(state«: State», towards«: number», random«: Random»)«: State» {
  const over = state.score >= POINTS_TO_WIN || state.against >= POINTS_TO_WIN;
  return { ...state, over, rally: 0, wait: 0.8, ball: serve(towards, random) };
}

function serve(towards«: number», random«: Random»)«: State["ball"]» {
  const [dx, dy] = [Math.cos((random() - 0.5) * 0.9) * towards, Math.sin((random() - 0.5) * 0.9)];
  return { x: size.width / 2, y: size.height / 2, dx, dy };
}

function angle(offset«: number», towards«: number»)«: [number, number]» {
  const turn = Math.max(-1, Math.min(1, offset / (PADDLE.height / 2))) * (Math.PI / 3.4);
  return [Math.cos(turn) * towards, Math.sin(turn)];
}

function slide(from«: number», way«: number», distance«: number»)«: number» {
  const half = PADDLE.height / 2;
  return Math.max(half, Math.min(size.height - half, from + way * distance));
}
