// The best scores, highest first. Plain values; where they are kept is the page's business.

«export type Score = { name: string; points: number; at: number };

»
/** As many as fit on a small board. */
export const MOST_SCORES = 10;
const LONGEST_NAME = 24;

/** Puts a score in its place; what falls off the end is forgotten. */
export function enter(scores«: Score[]», score«: Score»)«: Score[]» {
  const name = score.name.trim().slice(0, LONGEST_NAME) || "Someone";
  return [...scores, { ...score, name }].sort((a, b) => b.points - a.points || a.at - b.at).slice(0, MOST_SCORES);
}

export function best(scores«: Score[]»)«: number» {
  return scores.reduce((most, score) => Math.max(most, score.points), 0);
}

/** What was kept in the browser, as scores; throws when it is something else. */
export function readScores(kept«: unknown»)«: Score[]» {
  if (!Array.isArray(kept)) throw new Error("The kept scores are not a list.");
  return kept.map((item) => {
    if (typeof item?.name !== "string" || !Number.isFinite(item?.points)) throw new Error("A kept score is damaged.");
    return { name: item.name, points: item.points, at: Number(item.at) || 0 };
  });
}
