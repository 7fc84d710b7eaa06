// A cover for every work, drawn from its name: the same name always gives the same picture, and no two names look alike.
// Plain numbers in here; view.{{ext}} turns them into SVG.

«export type Shape =
  | { kind: "circle"; x: number; y: number; r: number; tone: Tone }
  | { kind: "bar"; x: number; y: number; width: number; height: number; turn: number; tone: Tone }
  | { kind: "arc"; x: number; y: number; r: number; width: number; tone: Tone };
export type Tone = "accent" | "ink" | "soft" | "line";

»
/** Shapes on a ground of 400 by 300. */
export function coverFor(name«: string»)«: Shape[]» {
  const random = dice(name);
  const tones«: Tone[]» = ["accent", "ink", "soft", "line"];
  const tone = () => tones[Math.floor(random() * tones.length)];
  const between = (low«: number», high«: number») => Math.round(low + random() * (high - low));
  const layout = Math.floor(random() * 4);
  if (layout === 0) {
    const x = between(60, 340);
    const y = between(90, 260);
    return [7, 6, 5, 4, 3, 2].map((ring) => ({
      kind: "arc",
      x,
      y,
      r: ring * between(24, 32),
      width: between(5, 14),
      tone: ring === 4 ? "accent" : tone(),
    }));
  }
  if (layout === 1) {
    const turn = between(-40, 40);
    return Array.from({ length: 7 }, (_, at) => ({
      kind: "bar",
      x: at * 66 - 30,
      y: between(-60, 90),
      width: between(14, 44),
      height: between(180, 380),
      turn,
      tone: at === 3 ? "accent" : tone(),
    }));
  }
  if (layout === 2) {
    return Array.from({ length: 12 }, (_, at) => ({
      kind: "circle",
      x: (at % 4) * 100 + 50,
      y: Math.floor(at / 4) * 100 + 50,
      r: between(8, 46),
      tone: at % 5 === 2 ? "accent" : tone(),
    }));
  }
  const horizon = between(140, 220);
  return [
    { kind: "circle", x: between(90, 310), y: horizon - between(0, 60), r: between(48, 88), tone: "accent" },
    { kind: "bar", x: -20, y: horizon, width: 440, height: 200, turn: 0, tone: "ink" },
    { kind: "bar", x: -20, y: horizon + between(24, 60), width: 440, height: 8, turn: 0, tone: "soft" },
    { kind: "bar", x: -20, y: horizon + between(66, 90), width: 440, height: 3, turn: 0, tone: "line" },
  ];
}

/** Numbers from 0 up to 1 that depend on the text alone. */
function dice(text«: string»)«: () => number» {
  let state = 2166136261;
  for (const letter of text) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16777619);
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822507);
    state = Math.imul(state ^ (state >>> 13), 3266489909);
    state ^= state >>> 16;
    return (state >>> 0) / 4294967296;
  };
}
