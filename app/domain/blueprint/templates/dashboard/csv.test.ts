import assert from "node:assert/strict";
import { test } from "node:test";
import { importCsv, isoDate, parseCsv, plainNumber } from "../src/csv.{{ext}}";
import { fields } from "../src/model.{{ext}}";

test("commas, semicolons, tabs, quotes and line ends are read", () => {
  assert.deepEqual(parseCsv('a,b\r\n"1,5","say ""hi"""\r\n\r\n'), [
    ["a", "b"],
    ["1,5", 'say "hi"'],
  ]);
  assert.deepEqual(parseCsv("\ufeffa;b\n1;2"), [
    ["a", "b"],
    ["1", "2"],
  ]);
  assert.deepEqual(parseCsv("a\tb\n1\t\n"), [
    ["a", "b"],
    ["1", ""],
  ]);
  assert.deepEqual(parseCsv('a\n"two\nlines"'), [["a"], ["two\nlines"]]);
});

test("numbers of either notation", () => {
  assert.deepEqual(["€ 1,234.50", "1.234,50", "1 234,5", "1,234", "12,5", "-3", "7 kg"].map(plainNumber), [
    "1234.50",
    "1234.50",
    "1234.5",
    "1234",
    "12.5",
    "-3",
    "7",
  ]);
  assert.equal(plainNumber("many"), "many");
});

test("dates that are clear are put right, ambiguous ones are left", () => {
  assert.deepEqual(["2026/3/1", "31.3.2026", "3/4/2026"].map(isoDate), ["2026-03-01", "2026-03-31", "3/4/2026"]);
});

test("the first line must name a field", () => {
  assert.deepEqual(importCsv("qqq,zzz\n1,2").drafts, []);
  assert.ok(importCsv("qqq,zzz\n1,2").problems[0].includes(fields[0].label));
});

test("good rows come in, and each bad one is reported with its line", () => {
  const text = {
    text: "Oak",
    longText: "Oak",
    number: "3",
    money: "3.5",
    date: "2026-01-31",
    time: "10:00",
    checkbox: "yes",
    email: "a@b.org",
    url: "https://example.org",
    phone: "123",
    rating: "4",
  };
  const good = fields.map((field) => (field.type === "choice" ? (field.options?.[0] ?? "") : text[field.type]));
  const head = [...fields.map((field) => field.label), "Nonsense column"].join(",");
  const strict = fields.findIndex((field) =>
    ["number", "money", "date", "email", "url", "rating", "choice"].includes(field.type),
  );
  const bad = good.map((cell, at) => (at === strict ? "!!" : cell));
  const read = importCsv([head, good.join(","), bad.join(",")].join("\n"));
  assert.deepEqual(read.ignored, ["Nonsense column"]);
  assert.equal(read.drafts.length, strict < 0 ? 2 : 1);
  if (strict >= 0) assert.ok(read.problems[0].startsWith("Row 3:"));
});
