// How the other side answers: by rules that a person wrote. Nothing is understood; words are compared.
import { plain } from "./conversations.{{ext}}";

«export type Rule = {
  /** Words or phrases, parted by commas. One of them is enough. */
  when: string;
  /** The answer. {name} becomes the writer's name and {text} what was written. */
  reply: string;
};

»
export const MOST_RULES = 100;

/** The answer to a text: that of the rule whose longest phrase occurs in it, or else the fallback. An empty one means silence. */
export function replyTo(text«: string», name«: string», rules«: Rule[]», fallback«: string»)«: string» {
  const spoken = ` ${words(text)} `;
  let best = { length: 0, reply: fallback };
  for (const rule of rules) {
    for (const phrase of rule.when.split(",").map(words).filter(Boolean)) {
      if (phrase.length > best.length && spoken.includes(` ${phrase} `))
        best = { length: phrase.length, reply: rule.reply };
    }
  }
  return best.reply.replace(/\{(name|text)\}/g, (_mark, part) => (part === "name" ? name : text.trim()));
}

/** Rules without words or without an answer say nothing, so they are not kept. */
export function cleanRules(rules«: Rule[]»)«: Rule[]» {
  return rules
    .map((rule) => ({ when: rule.when.trim().slice(0, 300), reply: rule.reply.trim().slice(0, 1000) }))
    .filter((rule) => rule.when !== "" && rule.reply !== "")
    .slice(0, MOST_RULES);
}

export function readRules(kept«: unknown»)«: Rule[]» {
  if (!Array.isArray(kept) || kept.some((rule) => typeof rule?.when !== "string" || typeof rule?.reply !== "string")) {
    throw new Error("The kept rules are damaged.");
  }
  return cleanRules(kept);
}

function words(text«: string»)«: string» {
  return plain(text)
    .replace(/[^\p{L}\p{N}']+/gu, " ")
    .trim();
}
