// Sums made by chance within the limits of the rules. Every answer is computed, so none can be wrong.
«import type { Question, Random } from "./quiz.{{ext}}";

export type Sums = { signs: string[]; most: number; count: number };
»

/** As many different sums as asked for, or all there are when the numbers are small. */
export function makeSums(sums«: Sums», random«: Random»)«: Question[]» {
  const found = new Map«<string, Question>»();
  for (let tries = 0; found.size < sums.count && tries < sums.count * 40; tries += 1) {
    const sign = sums.signs[Math.floor(random() * sums.signs.length)];
    const sum = makeSum(sign, sums.most, random);
    found.set(sum.prompt, sum);
  }
  return [...found.values()];
}

/** One sum. Differences are never negative and divisions always come out even. */
export function makeSum(sign«: string», most«: number», random«: Random»)«: Question» {
  const one = 1 + Math.floor(random() * most);
  const other = 1 + Math.floor(random() * most);
  const [left, right, result] =
    sign === "−"
      ? [Math.max(one, other), Math.min(one, other), Math.abs(one - other)]
      : sign === "×"
        ? [one, other, one * other]
        : sign === "÷"
          ? [one * other, other, one]
          : [one, other, one + other];
  return { about: sign, prompt: `${left} ${sign} ${right} = ?`, answer: String(result), wrong: nearMisses(result) };
}

/** Wrong answers close enough to need thought. */
function nearMisses(result«: number»)«: string[]» {
  return [result + 1, result - 1, result + 10, result - 10, result + 2]
    .filter((wrong) => wrong >= 0)
    .slice(0, 3)
    .map(String);
}
