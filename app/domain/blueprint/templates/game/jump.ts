// A run-and-jump game as plain values: every function takes a state and answers with a new one, so that tests need no browser.
«import type { Held, Key, Paint, Random, Rules } from "./play.{{ext}}";
»

export const size = { width: 560, height: 260 };
const GROUND = size.height - 40;
const RUNNER = { x: 70, width: 22, height: 30 };
const GRAVITY = 1900;
const JUMP_SPEED = 640;
const RUN_SPEED = 230;
/** Holding the key for a high jump works for this long. */
const FLOAT_SECONDS = 0.16;

«export type Thing = { x: number; y: number; width: number; height: number; kind: "block" | "coin" };
export type State = {
  y: number;
  rise: number;
  jumps: number;
  floating: number;
  things: Thing[];
  next: number;
  distance: number;
  safe: number;
  coins: number;
  score: number;
  lives: number;
  over: boolean;
};

»
export function start(rules«: Rules», _random«: Random»)«: State» {
  return {
    y: 0,
    rise: 0,
    jumps: 0,
    floating: 0,
    things: [],
    next: 320,
    distance: 0,
    safe: 0,
    coins: 0,
    score: 0,
    lives: rules.lives,
    over: false,
  };
}

/** Jumps from the ground, and once more in the air. */
export function press(state«: State», key«: Key»)«: State» {
  if ((key !== "up" && key !== "fire") || state.jumps >= 2 || state.over) return state;
  return { ...state, rise: JUMP_SPEED, jumps: state.jumps + 1, floating: FLOAT_SECONDS };
}

export function step(state«: State», held«: Held», seconds«: number», rules«: Rules», random«: Random»)«: State» {
  if (state.over) return state;
  const run = RUN_SPEED * rules.speed * (1 + Math.min(state.distance / 12000, 1)) * seconds;
  const lifted = (held.up || held.fire) && state.floating > 0 && state.rise > 0;
  const rise = lifted ? state.rise : state.rise - GRAVITY * seconds;
  const y = Math.max(0, state.y + rise * seconds);
  const landed = y === 0 && rise <= 0;
  const moved = {
    ...state,
    y,
    rise: landed ? 0 : rise,
    jumps: landed ? 0 : state.jumps,
    floating: state.floating - seconds,
    things: state.things
      .map((thing) => ({ ...thing, x: thing.x - run }))
      .filter((thing) => thing.x + thing.width > -20),
    next: state.next - run,
    distance: state.distance + run,
    safe: Math.max(0, state.safe - seconds),
  };
  return meet(moved.next <= 0 ? place(moved, random) : moved);
}

/** Coins are taken; a block costs a life and gives a second and a half in which nothing else can. */
export function meet(state«: State»)«: State» {
  const touched = state.things.filter((thing) => touches(thing, state.y));
  const coins = state.coins + touched.filter((thing) => thing.kind === "coin").length;
  const things = state.things.filter((thing) => thing.kind === "block" || !touched.includes(thing));
  const hurt = state.safe === 0 && touched.some((thing) => thing.kind === "block");
  const lives = hurt ? state.lives - 1 : state.lives;
  return {
    ...state,
    things,
    coins,
    lives,
    safe: hurt ? 1.5 : state.safe,
    over: lives <= 0,
    score: Math.floor(state.distance / 40) + coins * 10,
  };
}

export function draw(paint«: Paint», state«: State»)«: void» {
  const { context, colours } = paint;
  context.fillStyle = colours.line;
  context.fillRect(0, GROUND, size.width, 2);
  for (let mark = 0; mark < 12; mark += 1) {
    const x = ((((mark * 97 - state.distance * 0.7) % 640) + 640) % 640) - 40;
    context.fillRect(x, GROUND + 10 + (mark % 3) * 8, 26, 2);
  }
  for (const thing of state.things) {
    context.fillStyle = thing.kind === "coin" ? colours.accent : colours.second;
    context.beginPath();
    if (thing.kind === "coin")
      context.arc(thing.x + thing.width / 2, GROUND - thing.y - thing.height / 2, thing.width / 2, 0, Math.PI * 2);
    else context.roundRect(thing.x, GROUND - thing.y - thing.height, thing.width, thing.height, 3);
    context.fill();
  }
  // A hurt runner blinks for as long as it is safe.
  context.globalAlpha = state.safe > 0 && Math.floor(state.safe * 10) % 2 === 0 ? 0.35 : 1;
  context.fillStyle = colours.ink;
  context.beginPath();
  context.roundRect(RUNNER.x, GROUND - state.y - RUNNER.height, RUNNER.width, RUNNER.height, 6);
  context.fill();
  context.globalAlpha = 1;
}

function place(state«: State», random«: Random»)«: State» {
  const height = 22 + Math.floor(random() * 3) * 14;
  const block«: Thing» = { x: size.width + 20, y: 0, width: 20 + Math.floor(random() * 2) * 14, height, kind: "block" };
  const coin«: Thing» = {
    x: size.width + 90 + random() * 60,
    y: 20 + random() * 80,
    width: 16,
    height: 16,
    kind: "coin",
  };
  return { ...state, things: [...state.things, block, coin], next: 260 + random() * 220 };
}

function touches(thing«: Thing», y«: number»)«: boolean» {
  const across = thing.x < RUNNER.x + RUNNER.width - 3 && thing.x + thing.width > RUNNER.x + 3;
  return across && y < thing.y + thing.height && y + RUNNER.height > thing.y;
}
