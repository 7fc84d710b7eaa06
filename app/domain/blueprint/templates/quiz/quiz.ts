// The quiz as plain values: what is asked, what was answered, what it was worth. No DOM, clock or dice of its own.
import { textOf } from "./fields.{{ext}}";
«import type { Field, {{Type}} as Entry } from "./model.{{ext}}";

export type Question = {
  /** What kind of thing is asked. Wrong choices are only taken from questions of the same kind. */
  about: string;
  prompt: string;
  answer: string;
  /** Wrong answers that the author gave. */
  wrong: string[];
};
/** A question as it is put to the player; without choices the answer is typed. */
export type Asked = Question & { choices: string[] };
export type Given = { text: string | null; right: boolean };
export type Round = {
  asked: Asked[];
  given: Given[];
  /** Seconds that are left for this question, or for the whole round; null without a timer. */
  left: number | null;
  /** The answer is shown and the player may go on. */
  settled: boolean;
  over: boolean;
};
export type Rules = {
  shuffle: boolean;
  /** Ask at most this many; 0 asks them all. */
  most: number;
  /** Let the player type instead of choose. */
  typed: boolean;
  /** 0 means no timer. */
  seconds: number;
  timed: "question" | "round";
  /** Most wrong answers before the round ends; 0 means no limit. */
  lives: number;
};
export type Random = () => number;
»

const MOST_CHOICES = 4;

/**
 * The questions that the records make. Where a record has a question and an answer, that is the question;
 * otherwise each field beside the first becomes one: "Wingspan of Robin?".
 */
export function questionsFrom(records«: Entry[]», fields«: Field[]»)«: Question[]» {
  const [first, ...rest] = fields;
  if (!first) return [];
  const [asks, answers, others] = ["question", "answer", "otherAnswers"].map((key) =>
    fields.find((field) => field.key === key),
  );
  return records.flatMap((record) => {
    const text = (field«: Field | undefined») => (field ? textOf(field, record[field.key]).trim() : "");
    if (asks && answers) {
      const wrong = text(others)
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
      return text(asks) && text(answers) ? [{ about: "", prompt: text(asks), answer: text(answers), wrong }] : [];
    }
    const name = text(first);
    return rest.flatMap((field) => {
      const answer = text(field);
      return name && answer
        ? [{ about: field.key, prompt: `${field.label} of ${name}?`, answer, wrong: field.options ?? [] }]
        : [];
    });
  });
}

/** Starts a round. The same questions and the same random numbers give the same round. */
export function begin(questions«: Question[]», rules«: Rules», random«: Random»)«: Round» {
  const order = rules.shuffle ? shuffled(questions, random) : questions;
  const chosen = rules.most > 0 ? order.slice(0, rules.most) : order;
  const asked = chosen.map((question) => ({
    ...question,
    choices: rules.typed ? [] : choicesFor(question, questions, random),
  }));
  return { asked, given: [], left: rules.seconds || null, settled: false, over: asked.length === 0 };
}

/** Up to four answers in random order, the right one among them. Fewer than two are no choice, so none are given. */
export function choicesFor(question«: Question», all«: Question[]», random«: Random»)«: string[]» {
  const others = all.filter((other) => other.about === question.about).map((other) => other.answer);
  const pool = question.wrong.length > 0 ? question.wrong : others;
  const wrong = [...new Map(pool.map((text) => [plain(text), text])).values()].filter(
    (text) => plain(text) !== plain(question.answer),
  );
  if (wrong.length === 0) return [];
  return shuffled([question.answer, ...shuffled(wrong, random).slice(0, MOST_CHOICES - 1)], random);
}

/** Takes an answer, or null when the time ran out. A second answer to the same question changes nothing. */
export function answer(round«: Round», text«: string | null», rules«: Rules»)«: Round» {
  const question = round.asked[round.given.length];
  if (round.over || round.settled || !question) return round;
  const right = text !== null && plain(text) === plain(question.answer);
  const given = [...round.given, { text, right }];
  const outOfLives = rules.lives > 0 && given.filter((one) => !one.right).length >= rules.lives;
  return { ...round, given, settled: true, over: outOfLives };
}

/** Goes to the next question, or ends the round after the last one. */
export function next(round«: Round», rules«: Rules»)«: Round» {
  if (!round.settled || round.over) return round;
  const over = round.given.length >= round.asked.length;
  const left = rules.timed === "question" ? rules.seconds || null : round.left;
  return { ...round, settled: false, over, left };
}

/** Lets time pass. At zero the question counts as not answered, or the round ends, by the rules. */
export function tick(round«: Round», seconds«: number», rules«: Rules»)«: Round» {
  if (round.left === null || round.over || (round.settled && rules.timed === "question")) return round;
  const left = Math.max(0, round.left - seconds);
  if (left > 0) return { ...round, left };
  return rules.timed === "question" ? answer({ ...round, left }, null, rules) : { ...round, left, over: true };
}

export function score(round«: Round»)«: number» {
  return round.given.filter((one) => one.right).length;
}

/** Answers are the same when only case, accents, spaces, signs or a leading article differ. */
export function plain(text«: string»)«: string» {
  const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = bare
    .replace(/(\d)[,’'](?=\d{3}\b)/g, "$1")
    .replace(/[^\p{L}\p{N}.+%-]+/gu, " ")
    .trim()
    .replace(/\.$/, "");
  return words.replace(/^(the|a|an) (?=.)/, "") || text.trim();
}

function shuffled«<T>»(items«: T[]», random«: Random»)«: T[]» {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}
