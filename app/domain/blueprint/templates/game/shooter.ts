// A space shooter as plain values: every function takes a state and answers with a new one, so that tests need no browser.
«import type { Held, Key, Paint, Random, Rules } from "./play.{{ext}}";
»

export const size = { width: 420, height: 480 };
const SHIP = { y: size.height - 34, half: 14, speed: 300 };
const SHOT_SPEED = 460;
const SECONDS_BETWEEN_SHOTS = 0.26;
export const ROCK_RADIUS = 15;
/** More than this on the screen at once is noise. */
const MOST_ROCKS = 24;

«export type Point = { x: number; y: number };
export type Rock = Point & { drift: number; speed: number };
export type State = {
  ship: number;
  shots: Point[];
  rocks: Rock[];
  reload: number;
  nextRock: number;
  score: number;
  lives: number;
  over: boolean;
};

»
export function start(rules«: Rules», _random«: Random»)«: State» {
  return {
    ship: size.width / 2,
    shots: [],
    rocks: [],
    reload: 0,
    nextRock: 0.6,
    score: 0,
    lives: rules.lives,
    over: false,
  };
}

export function press(state«: State», key«: Key»)«: State» {
  return key === "fire" || key === "up" ? shoot(state) : state;
}

export function step(state«: State», held«: Held», seconds«: number», rules«: Rules», random«: Random»)«: State» {
  if (state.over) return state;
  const way = Number(held.right) - Number(held.left);
  const ship = Math.max(SHIP.half, Math.min(size.width - SHIP.half, state.ship + way * SHIP.speed * seconds));
  const shots = state.shots
    .map((shot) => ({ ...shot, y: shot.y - SHOT_SPEED * seconds }))
    .filter((shot) => shot.y > -10);
  const rocks = state.rocks.map((rock) => ({
    ...rock,
    x: rock.x + rock.drift * seconds,
    y: rock.y + rock.speed * seconds,
  }));
  let next = {
    ...state,
    ship,
    shots,
    rocks,
    reload: Math.max(0, state.reload - seconds),
    nextRock: state.nextRock - seconds,
  };
  if (held.fire || held.up) next = shoot(next);
  if (next.nextRock <= 0) next = launch(next, rules, random);
  return collide(next);
}

/** Shots remove rocks; a rock that meets the ship or gets past it costs a life. */
export function collide(state«: State»)«: State» {
  const spent = new Set();
  const hit = new Set();
  for (const rock of state.rocks) {
    const shot = state.shots.find(
      (candidate) => !spent.has(candidate) && Math.hypot(candidate.x - rock.x, candidate.y - rock.y) < ROCK_RADIUS + 4,
    );
    if (!shot) continue;
    spent.add(shot);
    hit.add(rock);
  }
  const landed = state.rocks.filter(
    (rock) => !hit.has(rock) && (rock.y > size.height + ROCK_RADIUS || nearShip(rock, state.ship)),
  );
  const lives = Math.max(0, state.lives - landed.length);
  return {
    ...state,
    shots: state.shots.filter((shot) => !spent.has(shot)),
    rocks: state.rocks.filter((rock) => !hit.has(rock) && !landed.includes(rock)),
    score: state.score + hit.size * 10,
    lives,
    over: lives === 0,
  };
}

export function draw(paint«: Paint», state«: State»)«: void» {
  const { context, colours } = paint;
  context.fillStyle = colours.accent;
  for (const shot of state.shots) context.fillRect(shot.x - 1.5, shot.y - 8, 3, 12);
  context.strokeStyle = colours.second;
  context.lineWidth = 2;
  for (const rock of state.rocks) {
    context.beginPath();
    for (let corner = 0; corner < 7; corner += 1) {
      const turn = (corner / 7) * Math.PI * 2 + rock.drift / 40;
      const reach = ROCK_RADIUS * (corner % 2 ? 0.78 : 1);
      context.lineTo(rock.x + Math.cos(turn) * reach, rock.y + Math.sin(turn) * reach);
    }
    context.closePath();
    context.stroke();
  }
  context.fillStyle = colours.ink;
  context.beginPath();
  context.moveTo(state.ship, SHIP.y - 16);
  context.lineTo(state.ship + SHIP.half, SHIP.y + 12);
  context.lineTo(state.ship, SHIP.y + 5);
  context.lineTo(state.ship - SHIP.half, SHIP.y + 12);
  context.closePath();
  context.fill();
}

function shoot(state«: State»)«: State» {
  if (state.reload > 0 || state.over) return state;
  return { ...state, shots: [...state.shots, { x: state.ship, y: SHIP.y - 16 }], reload: SECONDS_BETWEEN_SHOTS };
}

function launch(state«: State», rules«: Rules», random«: Random»)«: State» {
  const pressure = 1 + state.score / 600;
  const nextRock = 1.1 / (rules.speed * pressure);
  if (state.rocks.length >= MOST_ROCKS) return { ...state, nextRock };
  const rock = {
    x: ROCK_RADIUS + random() * (size.width - ROCK_RADIUS * 2),
    y: -ROCK_RADIUS,
    drift: (random() - 0.5) * 40,
    speed: (70 + random() * 60) * rules.speed * Math.min(pressure, 2.2),
  };
  return { ...state, nextRock, rocks: [...state.rocks, rock] };
}

function nearShip(rock«: Rock», ship«: number»)«: boolean» {
  return Math.hypot(rock.x - ship, rock.y - SHIP.y) < ROCK_RADIUS + SHIP.half - 4;
}
