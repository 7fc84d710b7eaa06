// What the blog knows about a {{singular:note}} beside its fields: its date, its first words. No page in here.
import { parseMarkdown, plainText } from "./markdown.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { Field, {{Type}} as Entry } from "./model.{{ext}}";
»

/** The field that holds the text, the one with the date, and the one that marks a draft, where there are any. */
export const bodyField«: Field | undefined» = fields.find((field) => field.type === "longText");
export const dateField«: Field | undefined» = fields.find((field) => field.type === "date");
export const draftField«: Field | undefined» = fields.find(
  (field) => field.type === "checkbox" && /draft/i.test(field.label),
);

const WORDS_A_MINUTE = 220;
const LONGEST_EXCERPT = 220;

/** The day of a post: its own date, or the day on which it was written. */
export function dayOf(post«: Entry»)«: Date» {
  const own = dateField ? String(post[dateField.key] ?? "") : "";
  const date = new Date(own ? `${own}T00:00` : post.createdAt);
  return Number.isNaN(date.getTime()) ? new Date(post.createdAt) : date;
}

export function bodyOf(post«: Entry»)«: string» {
  return bodyField ? String(post[bodyField.key] ?? "") : "";
}

export function isDraft(post«: Entry»)«: boolean» {
  return draftField ? post[draftField.key] === true : false;
}

/** The first words of the text without its marks, cut between words. */
export function excerpt(post«: Entry»)«: string» {
  const text = plainText(parseMarkdown(bodyOf(post)).filter((block) => block.kind !== "heading"))
    .replace(/\s+/g, " ")
    .trim();
  if (text.length <= LONGEST_EXCERPT) return text;
  return `${text.slice(0, LONGEST_EXCERPT).replace(/\s+\S*$/, "")} …`;
}

/** Whole minutes, at least one. */
export function minutesToRead(post«: Entry»)«: number» {
  const words = bodyOf(post).split(/\s+/).filter(Boolean).length;
  return Math.max(1, Math.round(words / WORDS_A_MINUTE));
}

/** The neighbours of a post in time. */
export function neighbours(posts«: Entry[]», post«: Entry»)«: { earlier?: Entry; later?: Entry }» {
  const inTime = [...posts]
    .filter((one) => !isDraft(one) || one === post)
    .sort((a, b) => dayOf(a).getTime() - dayOf(b).getTime() || a.createdAt - b.createdAt);
  const at = inTime.findIndex((one) => one.id === post.id);
  return { earlier: inTime[at - 1], later: inTime[at + 1] };
}
