// Tags: one text field whose words are parted by commas. No page in here.
import { textOf } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { Field, {{Type}} as Entry } from "./model.{{ext}}";
»

/** The field that holds the tags, when there is one. */
export const tagsField«: Field | undefined» = fields.find(
  (field) =>
    ["text", "choice"].includes(field.type) &&
    /^(tags?|topics?|categor(y|ies)|labels?|mediums?|disciplines?)$/i.test(field.label),
);

/** The tags of one record, each once. */
export function tagsOf(record«: Entry»)«: string[]» {
  const text = tagsField ? textOf(tagsField, record[tagsField.key]) : "";
  const tags = text
    .split(/[,;]/)
    .map((tag) => tag.trim().replace(/^#/, ""))
    .filter(Boolean);
  return tags.filter((tag, at) => tags.findIndex((other) => other.toLowerCase() === tag.toLowerCase()) === at);
}

/** Every tag with the number of records that carry it, most used first. */
export function countTags(records«: Entry[]»)«: { tag: string; count: number }[]» {
  const counts = new Map«<string, { tag: string; count: number }>»();
  for (const tag of records.flatMap(tagsOf)) {
    const known = counts.get(tag.toLowerCase());
    counts.set(tag.toLowerCase(), { tag: known?.tag ?? tag, count: (known?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.tag.localeCompare(b.tag));
}

export function withTag(records«: Entry[]», tag«: string»)«: Entry[]» {
  if (tag === "") return records;
  return records.filter((record) => tagsOf(record).some((other) => other.toLowerCase() === tag.toLowerCase()));
}
