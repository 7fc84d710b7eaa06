// Plays the recorded room of the landing page: what a third connection heard while two people wrote, at its pace.
// Until `page.js` fetches it, the page shows the text of the end.

/** How long the end stays before it begins anew. */
const HOLD_MS = 4000;
/** The longest step: whoever was away goes on where they stopped. */
const STEP_MS = 100;

/** The text after an operation: a number keeps, a negative one deletes, a string inserts; UTF-16 units. */
function applied(text, operation) {
  let [at, out, caret] = [0, "", 0];
  for (const step of operation) {
    if (typeof step === "string") out += step;
    else if (step > 0) out += text.slice(at, (at += step));
    else at -= step;
    if (!(step > 0)) caret = out.length;
  }
  return { text: out + text.slice(at), caret };
}

/** Where a place goes when somebody else changes the text. */
function moved(place, operation) {
  let [at, shift] = [0, 0];
  for (const step of operation) {
    if (typeof step === "string") shift += at < place ? step.length : 0;
    else if (step > 0) at += step;
    else {
      shift -= Math.min(-step, Math.max(0, place - at));
      at -= step;
    }
  }
  return place + shift;
}

/** The place of a line and a column, both from 1. */
function placeOf(text, { line, column }) {
  const above = text.split("\n").slice(0, line - 1);
  return Math.min(text.length, above.reduce((sum, words) => sum + words.length + 1, 0) + column - 1);
}

function play(section, { people, start, events }) {
  const code = section.querySelector("code");
  const numbers = code.previousElementSibling;
  const button = section.querySelector("button");
  const carets = people.map(({ name, colour }) => {
    const caret = document.createElement("span");
    caret.className = "home-caret";
    caret.dataset.name = name;
    caret.style.setProperty("--person", colour);
    return caret;
  });
  const end = events.at(-1).at_ms + HOLD_MS;
  let [text, places, next] = [start, [], 0];
  let [clock, last, frame] = [end, 0, 0];
  let wanted = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  let inView = false;

  const hear = ({ by, operation, cursor }) => {
    if (cursor) places[by] = placeOf(text, cursor);
    if (!operation) return;
    const after = applied(text, operation);
    places = people.map((_, who) => (who === by ? after.caret : places[who] && moved(places[who], operation)));
    text = after.text;
  };

  const draw = () => {
    const parts = [];
    let at = 0;
    const shown = people.map((_, who) => who).filter((who) => places[who] !== undefined);
    for (const who of shown.sort((one, other) => places[one] - places[other])) {
      parts.push(text.slice(at, places[who]), carets[who]);
      at = places[who];
    }
    code.replaceChildren(...parts, text.slice(at));
    numbers.textContent = text.replace(/\n$/, "").split("\n").map((_, line) => line + 1).join("\n");
  };

  const step = (now) => {
    clock += Math.min(Math.max(now - last, 0), STEP_MS);
    last = now;
    if (clock >= end) [text, places, next, clock] = [start, [], 0, 0];
    const before = next;
    while (events[next]?.at_ms <= clock) hear(events[next++]);
    if (next !== before || clock === 0) draw();
    frame = requestAnimationFrame(step);
  };

  const settle = () => {
    cancelAnimationFrame(frame);
    button.textContent = wanted ? "Pause recording" : "Play recording";
    last = performance.now();
    if (wanted && inView && !document.hidden) frame = requestAnimationFrame(step);
  };

  button.addEventListener("click", () => ((wanted = !wanted), settle()));
  document.addEventListener("visibilitychange", settle);
  new IntersectionObserver((seen) => ((inView = seen.at(-1).isIntersecting), settle())).observe(section);
  settle();
  button.hidden = false;
}

const recording = await fetch("/replay.json").then((answer) => answer.json()).catch(() => undefined);
if (recording) play(document.querySelector("[data-replay]"), recording);
