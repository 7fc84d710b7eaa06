// The page around the game: keys, touch, the clock and the canvas. All rules are in game.{{ext}}.
import { bestScore, record, showBoard } from "./board.{{ext}}";
import { byId } from "./dom.{{ext}}";
import { draw, press, size, start, step } from "./game.{{ext}}";
import { keyOf, noKeys } from "./play.{{ext}}";
«import type { Key } from "./play.{{ext}}";
»
import { rules } from "./rules.{{ext}}";

const STEP_SECONDS = 1 / 120;
/** After a pause of the browser the game goes on from where it was instead of catching up. */
const LONGEST_FRAME_SECONDS = 0.1;

const canvas = byId«<HTMLCanvasElement>»("game");
const context = canvas.getContext("2d")« as CanvasRenderingContext2D»;
const held = noKeys();
let state = start(rules, Math.random);
let phase«: "ready" | "running" | "paused" | "over"» = "ready";
let before = 0;
let owed = 0;

canvas.width = size.width * 2;
canvas.height = size.height * 2;
canvas.style.aspectRatio = `${size.width} / ${size.height}`;
context.scale(2, 2);

byId("start").addEventListener("click", begin);
byId("pause").addEventListener("click", togglePause);
addEventListener("keydown", onKey);
addEventListener("keyup", (event) => {
  const key = keyOf(event.code, rules.players);
  if (key) held[key] = false;
});
addEventListener("blur", () => phase === "running" && togglePause());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
for (const button of document.querySelectorAll«<HTMLElement>»("[data-key]")) {
  const key = button.dataset.key« as Key»;
  button.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    push(key);
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel"])
    button.addEventListener(end, () => (held[key] = false));
  // A keyboard or a screen reader clicks without a pointer: one short push.
  button.addEventListener("click", (event) => event.detail === 0 && tap(key));
}
show();
showBoard();
paint();

function begin()«: void» {
  state = start(rules, Math.random);
  phase = "running";
  Object.assign(held, noKeys());
  owed = 0;
  show();
  canvas.focus({ preventScroll: true });
  canvas.scrollIntoView({ block: "nearest" });
  before = performance.now();
  requestAnimationFrame(frame);
}

function togglePause()«: void» {
  if (phase !== "running" && phase !== "paused") return;
  phase = phase === "running" ? "paused" : "running";
  Object.assign(held, noKeys());
  show();
  if (phase === "running") {
    before = performance.now();
    requestAnimationFrame(frame);
  }
}

function onKey(event«: KeyboardEvent»)«: void» {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.code === "KeyP" || event.code === "Escape") return togglePause();
  const onButton = event.target instanceof HTMLButtonElement;
  if ((event.code === "Enter" || event.code === "Space") && !onButton && (phase === "ready" || phase === "over")) {
    event.preventDefault();
    return begin();
  }
  const key = keyOf(event.code, rules.players);
  if (!key || phase !== "running" || (onButton && event.code === "Space")) return;
  event.preventDefault();
  if (!event.repeat) push(key);
}

function push(key«: Key»)«: void» {
  held[key] = true;
  if (phase === "running") state = press(state, key);
}

function tap(key«: Key»)«: void» {
  push(key);
  setTimeout(() => (held[key] = false), 120);
}

function frame(now«: number»)«: void» {
  if (phase !== "running") return;
  owed += Math.min((now - before) / 1000, LONGEST_FRAME_SECONDS);
  before = now;
  for (; owed >= STEP_SECONDS; owed -= STEP_SECONDS) state = step(state, held, STEP_SECONDS, rules, Math.random);
  paint();
  byId("score").textContent = scoreText();
  byId("lives").textContent = String(state.lives);
  if (state.over) finish();
  else requestAnimationFrame(frame);
}

function finish()«: void» {
  phase = "over";
  const isBest = rules.players === 1 && record(state.score);
  show(isBest);
  byId("start").focus({ preventScroll: true });
}

function scoreText()«: string» {
  return "against" in state ? `${state.score} : ${state.against}` : String(state.score);
}

function show(isBest = false)«: void» {
  const words = {
    ready: "Press Start or Enter.",
    running: "",
    paused: "Paused. Press P to go on.",
    over: `Game over. Score ${scoreText()}.${isBest ? " That is a new best." : ""}`,
  };
  byId("status").textContent = words[phase];
  byId("stage").dataset.phase = phase;
  byId("start").textContent = phase === "ready" ? "Start" : phase === "over" ? "Play again" : "Restart";
  byId("pause").textContent = phase === "paused" ? "Resume" : "Pause";
  byId«<HTMLButtonElement>»("pause").disabled = phase === "ready" || phase === "over";
  byId("score").textContent = scoreText();
  byId("best").textContent = String(bestScore());
  byId("lives").textContent = String(state.lives);
}

/** Canvas knows no custom properties, so the colours are read off an element that uses them. */
function paint()«: void» {
  const colour = (part«: string») => getComputedStyle(byId(`colour-${part}`)).color;
  const colours = { ink: colour("ink"), second: colour("second"), accent: colour("accent"), line: colour("line") };
  context.clearRect(0, 0, size.width, size.height);
  draw({ context, colours }, state);
}
