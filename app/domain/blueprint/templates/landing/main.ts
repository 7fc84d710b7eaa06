// Starts the page: the form that visitors fill in, and the list of what they entered, for whoever runs the page.
import { byId, fill } from "./dom.{{ext}}";
import { nameOf } from "./fields.{{ext}}";
import { fillForm, readForm } from "./form.{{ext}}";
import { isLate, SECONDS_BETWEEN } from "./pace.{{ext}}";
«import type { Actions } from "./page.{{ext}}";
»
import { start } from "./page.{{ext}}";
import { drawRows } from "./rows.{{ext}}";

const form = byId«<HTMLFormElement>»("sign-up-form");
const answer = byId("sign-up-answer");
let actions«: Actions | undefined»;
let lastAt = 0;

start((list, records, given, all) => {
  actions = given;
  drawRows(list, records, given);
  byId("sign-up-count").textContent = String(all.length);
});
showPage();
addEventListener("hashchange", showPage);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  fill(answer);
  const draft = readForm(form);
  if (!draft || !actions) return;
  if (!isLate(lastAt, Date.now()))
    return void fill(answer, `One moment: please wait ${SECONDS_BETWEEN} seconds before the next one.`);
  if (!actions.add(draft)) return;
  lastAt = Date.now();
  fillForm(form, undefined);
  fill(answer, `Thank you, ${nameOf({ id: "", createdAt: 0, ...draft })}. It is noted in this browser.`);
  answer.focus();
});

/** The list has an address of its own. Its dialog asks for the same fields, so only one of the two forms is filled at a time. */
function showPage()«: void» {
  const onList = location.hash === "#/list";
  for (const part of document.querySelectorAll«<HTMLElement>»("[data-part]"))
    part.hidden = (part.dataset.part === "list") !== onList;
  if (onList) form.replaceChildren();
  else byId("form").replaceChildren();
  if (!onList && form.childElementCount === 0) fillForm(form, undefined);
  if (onList) scrollTo(0, 0);
}
