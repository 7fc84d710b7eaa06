// The form that people fill in. What they send joins the {{plural:note}}.

import { byId } from "./dom.{{ext}}";
import { fillForm, readForm } from "./form.{{ext}}";
«import type { Actions } from "./page.{{ext}}";
»

export function startForm(actions«: Actions») {
  const form = byId«<HTMLFormElement>»("send");
  const sheet = form.parentElement;
  const thanks = byId("thanks");
  const turn = (sent«: boolean») => {
    if (sheet) sheet.hidden = sent;
    thanks.hidden = !sent;
  };
  fillForm(form, undefined);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const draft = readForm(form);
    if (!draft || !actions.add(draft)) return;
    turn(true);
    byId("thanks-title").focus();
  });
  byId("again").addEventListener("click", () => {
    fillForm(form, undefined);
    turn(false);
    form.querySelector«<HTMLElement>»("input, select, textarea")?.focus();
  });
}
