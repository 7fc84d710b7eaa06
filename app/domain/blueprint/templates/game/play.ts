// What the page and the game agree on: keys, rules and paint.

«export type Key = "left" | "right" | "up" | "down" | "fire";
export type Held = Record<Key, boolean>;
export type Random = () => number;
export type Rules = { speed: number; lives: number; wrap: boolean; players: number; oneWave: boolean };
export type Paint = {
  context: CanvasRenderingContext2D;
  colours: { ink: string; second: string; accent: string; line: string };
};

»
/** Which physical key does what. Letters are places on the keyboard, so they also work on other layouts. */
const ONE_PLAYER«: Record<string, Key>» = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  KeyA: "left",
  KeyD: "right",
  KeyW: "up",
  KeyS: "down",
  Space: "fire",
};

/** Two people at one keyboard: W and S for the left side, the arrow keys for the right one. */
const TWO_PLAYERS«: Record<string, Key>» = { KeyW: "up", KeyS: "down", ArrowUp: "left", ArrowDown: "right" };

export function keyOf(code«: string», players«: number»)«: Key | undefined» {
  return (players === 2 ? TWO_PLAYERS : ONE_PLAYER)[code];
}

/** A hand with no key down. */
export function noKeys()«: Held» {
  return { left: false, right: false, up: false, down: false, fire: false };
}
