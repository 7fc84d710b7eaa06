import assert from "node:assert/strict";
import { test } from "node:test";
«import type { Rules } from "../src/quiz.{{ext}}";
»
import { answer, begin, choicesFor, next, plain, questionsFrom, score, tick } from "../src/quiz.{{ext}}";

const rules«: Rules» = { shuffle: false, most: 0, typed: false, seconds: 0, timed: "question", lives: 0 };
const random = () => 0.4;
const question = (prompt«: string», right«: string», wrong«: string[]» = []) => ({ about: "", prompt, answer: right, wrong });
const three = [question("One?", "1"), question("Two?", "2"), question("Three?", "3")];

test("right answers count, wrong ones do not, and the last one ends the round", () => {
  let round = begin(three, rules, random);
  for (const text of ["1", "5", "3"]) round = next(answer(round, text, rules), rules);
  assert.equal(score(round), 2);
  assert.equal(round.over, true);
});

test("a question can only be answered once", () => {
  const round = answer(begin(three, rules, random), "9", rules);
  assert.equal(answer(round, "1", rules), round);
});

test("choices hold the right answer once and at most four", () => {
  const choices = choicesFor(question("?", "b", ["a", "B", "c", "d", "e"]), three, random);
  assert.equal(choices.length, 4);
  assert.equal(choices.filter((text) => text.toLowerCase() === "b").length, 1);
});

test("without wrong answers the other answers are the choices, and a lone question is typed", () => {
  assert.deepEqual([...choicesFor(three[0], three, random)].sort(), ["1", "2", "3"]);
  assert.deepEqual(choicesFor(three[0], [three[0]], random), []);
});

test("case, accents, signs and a leading article do not matter, the rest does", () => {
  assert.equal(plain("  The Águila! "), plain("aguila"));
  assert.equal(plain("1,200"), plain("1200"));
  assert.notEqual(plain("-4"), plain("4"));
});

test("time that runs out is a wrong answer, and the next question starts afresh", () => {
  const timed = { ...rules, seconds: 10 };
  let round = tick(begin(three, timed, random), 4, timed);
  assert.equal(round.left, 6);
  round = tick(round, 7, timed);
  assert.deepEqual(round.given, [{ text: null, right: false }]);
  assert.equal(next(round, timed).left, 10);
});

test("a timer for the whole round ends it", () => {
  const timed«: Rules» = { ...rules, seconds: 10, timed: "round" };
  assert.equal(tick(begin(three, timed, random), 11, timed).over, true);
});

test("lives end the round early", () => {
  const strict = { ...rules, lives: 1 };
  assert.equal(answer(begin(three, strict, random), "wrong", strict).over, true);
});

test("a round can be shorter than the collection, and shuffled", () => {
  assert.equal(begin(three, { ...rules, most: 2 }, random).asked.length, 2);
  const order = begin(three, { ...rules, shuffle: true }, () => 0).asked.map((one) => one.prompt);
  assert.notDeepEqual(
    order,
    three.map((one) => one.prompt),
  );
  assert.equal(new Set(order).size, 3);
});

test("records with their own fields become one question for each field", () => {
  const fields = [
    { key: "name", label: "Name", type: "text"« as const», required: true },
    { key: "span", label: "Wingspan", type: "number"« as const», required: false, unit: "cm" },
  ];
  const rows = [
    { id: "a", createdAt: 1, name: "Robin", span: 22 },
    { id: "b", createdAt: 2, name: "Wren", span: null },
  ];
  assert.deepEqual(questionsFrom(rows, fields), [
    { about: "span", prompt: "Wingspan of Robin?", answer: "22 cm", wrong: [] },
  ]);
});
