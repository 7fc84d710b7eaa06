// The page around the quiz: a round on one side, the records it is made from on the other. All rules are in quiz.{{ext}}.
{{#sums}}
import { makeSums } from "./arithmetic.{{ext}}";
{{/sums}}
import { byId, el, fill } from "./dom.{{ext}}";
import { openStore } from "./keep.{{ext}}";
import { fields, plural, singular } from "./model.{{ext}}";
«import type { {{Type}} as Entry } from "./model.{{ext}}";
»
import { start as startRecords } from "./page.{{ext}}";
import { answer, begin, next, questionsFrom, score, tick } from "./quiz.{{ext}}";
«import type { Question, Round } from "./quiz.{{ext}}";
»
import { drawRows } from "./rows.{{ext}}";
import { keepsScores, name, rules } from "./rules.{{ext}}";
{{#sums}}
import { sums } from "./rules.{{ext}}";
{{/sums}}

const TICK_MS = 200;
const LIBRARY = "#/write";

const best = openStore«<number>»(
  `${name}.best`,
  0,
  (kept) => {
    if (typeof kept !== "number") throw new Error("The kept best score is not a number.");
    return kept;
  },
  keepsScores,
);
let records«: Entry[]» = [];
let round«: Round | null» = null;
let before = 0;

startRecords(
  (list, shown, actions, all) => {
    records = all;
    drawRows(list, shown, actions);
  },
  { firstExamples: {{first_visit}} },
);
addEventListener("hashchange", showPage);
addEventListener("keydown", chooseByNumber);
setInterval(passTime, TICK_MS);
showPage();

function showPage()«: void» {
  const onLibrary = location.hash === LIBRARY;
  for (const link of document.querySelectorAll("nav a")) {
    if ((link.getAttribute("href") === LIBRARY) === onLibrary) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  byId("play").hidden = onLibrary;
  byId("library").hidden = !onLibrary;
  if (onLibrary) round = null;
  if (!round) showStart();
}

function questions()«: Question[]» {
  const own = questionsFrom(records, fields);
{{#sums}}
  return [...own, ...makeSums(sums, Math.random)];
{{/sums}}
{{#no_sums}}
  return own;
{{/no_sums}}
}

function showStart()«: void» {
  const ready = questions().length;
  const asked = rules.most > 0 ? Math.min(rules.most, ready) : ready;
  const facts = [
    `${asked} ${asked === 1 ? "question" : "questions"}`,
    rules.seconds > 0 && `${rules.seconds} seconds ${rules.timed === "question" ? "for each" : "in all"}`,
    rules.lives > 0 && `${rules.lives} wrong answers allowed`.replace(/^1 wrong answers/, "1 wrong answer"),
    best.load() > 0 && `best so far ${best.load()}`,
  ].filter(Boolean);
  fill(
    byId("play"),
    ready === 0
      ? el(
          "div",
          { class: "quiz-empty" },
          el(
            "p",
            {},
            `There is nothing to ask yet. Write the first ${singular}; two or more make a choice of answers.`,
          ),
          el("a", { class: "button button-primary", href: LIBRARY }, `Write ${plural}`),
        )
      : el(
          "div",
          { class: "quiz-start" },
          el("p", { class: "quiz-facts" }, facts.join(" · ")),
          el("button", { type: "button", class: "button button-primary", click: start }, "Start quiz"),
        ),
  );
}

function start()«: void» {
  round = begin(questions(), rules, Math.random);
  before = Date.now();
  showQuestion();
}

function showQuestion()«: void» {
  if (!round) return;
  if (round.over && !round.settled) return showResult();
  const at = round.settled ? round.given.length - 1 : round.given.length;
  const question = round.asked[at];
  const given = round.settled ? round.given[at] : null;
  const typed = el("input", {
    id: "typed",
    type: "text",
    autocomplete: "off",
    disabled: given !== null,
    value: given?.text ?? "",
  });
  fill(
    byId("play"),
    el(
      "div",
      { class: "quiz-bar" },
      el("progress", { max: round.asked.length, value: at + Number(round.settled), "aria-label": "Progress" }),
      el("span", {}, `Question ${at + 1} of ${round.asked.length}`),
      el("span", {}, `Score ${score(round)}`),
      round.left !== null && el("span", { id: "left", class: "quiz-left" }, clock(round.left)),
    ),
    el("h2", { class: "quiz-prompt", tabindex: -1 }, question.prompt),
    question.choices.length > 0
      ? el(
          "ol",
          { class: "quiz-choices" },
          ...question.choices.map((choice, index) =>
            el(
              "li",
              {},
              el(
                "button",
                {
                  type: "button",
                  disabled: given !== null,
                  "data-right": given !== null && choice === question.answer,
                  "data-wrong": given !== null && !given.right && choice === given.text,
                  click: () => give(choice),
                },
                el("kbd", { "aria-hidden": "true" }, index + 1),
                el("span", {}, choice),
              ),
            ),
          ),
        )
      : el(
          "form",
          {
            class: "quiz-typed",
            submit: (event«: Event») => {
              event.preventDefault();
              give(typed.value);
            },
          },
          el("label", { for: "typed" }, "Your answer"),
          typed,
          given === null && el("button", { type: "submit", class: "button button-primary" }, "Answer"),
        ),
    el("p", { class: "quiz-verdict", role: "status" }, given && verdict(given.right, given.text, question.answer)),
    given &&
      el(
        "button",
        { type: "button", class: "button button-primary", id: "next", click: goOn },
        round.over || at + 1 === round.asked.length ? "See the result" : "Next question",
      ),
  );
  const focus = given ? byId("next") : question.choices.length > 0 ? byId("play").querySelector("h2") : typed;
  focus?.focus();
}

function verdict(right«: boolean», text«: string | null», expected«: string»)«: string» {
  if (right) return "Right.";
  return `${text === null ? "Time is up." : "Not quite."} The answer is ${expected}.`;
}

function give(text«: string»)«: void» {
  if (!round || text.trim() === "") return;
  round = answer(round, text, rules);
  showQuestion();
}

function goOn()«: void» {
  if (!round) return;
  round = round.over ? { ...round, settled: false } : next(round, rules);
  showQuestion();
}

function showResult()«: void» {
  if (!round) return;
  const points = score(round);
  const isBest = points > best.load();
  if (isBest) best.save(points);
  const { asked, given } = round;
  fill(
    byId("play"),
    el(
      "div",
      { class: "quiz-result" },
      el("h2", { tabindex: -1 }, `${points} of ${asked.length} right`),
      el(
        "p",
        { role: "status" },
        `${Math.round((100 * points) / Math.max(1, asked.length))} percent. ${isBest ? "That is your best so far." : `Best so far: ${best.load()}.`}`,
      ),
      el("button", { type: "button", class: "button button-primary", click: start }, "Play again"),
      el("h3", {}, "Review"),
      el(
        "ol",
        { class: "quiz-review" },
        ...asked.map((question, index) =>
          el(
            "li",
            { "data-right": given[index]?.right ?? false },
            el("p", {}, question.prompt),
            el(
              "p",
              { class: "field-hint" },
              !given[index]
                ? `Not reached. Answer: ${question.answer}`
                : given[index].right
                  ? `Right: ${question.answer}`
                  : `You said ${given[index].text ?? "nothing"}. Answer: ${question.answer}`,
            ),
          ),
        ),
      ),
    ),
  );
  round = null;
  byId("play").querySelector("h2")?.focus();
}

function passTime()«: void» {
  const now = Date.now();
  const seconds = (now - before) / 1000;
  before = now;
  if (!round || round.left === null || byId("play").hidden) return;
  const after = tick(round, seconds, rules);
  const shown = document.getElementById("left");
  const turned = after.given.length !== round.given.length || after.over !== round.over;
  round = after.over ? { ...after, settled: false } : after;
  if (turned) showQuestion();
  else if (shown && after.left !== null) {
    shown.textContent = clock(after.left);
    shown.toggleAttribute("data-short", after.left <= 5);
  }
}

function chooseByNumber(event«: KeyboardEvent»)«: void» {
  const question = round && !round.settled ? round.asked[round.given.length] : null;
  const choice = question?.choices[Number(event.key) - 1];
  if (choice && !(event.target instanceof HTMLInputElement) && !document.querySelector("dialog[open]")) give(choice);
}

function clock(seconds«: number»)«: string» {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
