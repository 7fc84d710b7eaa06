// The dialog in which a person writes how the other side answers.
import { byId, el, fill } from "./dom.{{ext}}";
import { openStore } from "./keep.{{ext}}";
import { cleanRules, readRules, replyTo } from "./replies.{{ext}}";
«import type { Rule } from "./replies.{{ext}}";
»
import { fallback, firstRules, keeps, name } from "./settings.{{ext}}";
import { toast } from "./toast.{{ext}}";

const store = openStore«<Rule[]>»(`${name}.rules`, firstRules, readRules, keeps);
let rules = store.load();

/** What the other side says to a text; empty when it stays silent. */
export function currentReply(text«: string», from«: string»)«: string» {
  return replyTo(text, from, rules, fallback);
}

export function startRuleEditor()«: void» {
  const dialog = byId«<HTMLDialogElement>»("rules");
  byId("edit-rules").addEventListener("click", () => {
    fill(byId("rule-list"), ...(rules.length > 0 ? rules : [{ when: "", reply: "" }]).map(row));
    dialog.showModal();
  });
  byId("add-rule").addEventListener("click", () => {
    const added = row({ when: "", reply: "" });
    byId("rule-list").append(added);
    added.querySelector("input")?.focus();
  });
  byId("rules-cancel").addEventListener("click", () => dialog.close());
  byId("rules-form").addEventListener("submit", (event) => {
    event.preventDefault();
    rules = cleanRules(
      [...byId("rule-list").children].map((item) => {
        const [when, reply] = item.querySelectorAll("input");
        return { when: when?.value ?? "", reply: reply?.value ?? "" };
      }),
    );
    toast(
      store.save(rules)
        ? `${rules.length} ${rules.length === 1 ? "rule" : "rules"} saved.`
        : "This browser has no room left. The rules last until the page is closed.",
    );
    dialog.close();
  });
}

function row(rule«: Rule»)«: HTMLElement» {
  const item = el(
    "li",
    { class: "rule" },
    el(
      "label",
      {},
      el("span", {}, "When a message has"),
      el("input", { type: "text", value: rule.when, maxlength: 300 }),
    ),
    el("label", {}, el("span", {}, "Answer"), el("input", { type: "text", value: rule.reply, maxlength: 1000 })),
    el("button", { type: "button", class: "button button-quiet", click: () => item.remove() }, "Delete rule"),
  );
  return item;
}
