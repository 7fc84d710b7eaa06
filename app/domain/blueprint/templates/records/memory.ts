// Keeps nothing, as asked: the {{plural:note}} live as long as the page does.

«import type { {{Type}} } from "./model.{{ext}}";
»

export function load()«: { records: {{Type}}[]; known: boolean; problem: string }» {
  return { records: [], known: false, problem: "" };
}

/** There is nothing to keep, so nothing can fail. */
export function save(_records«: {{Type}}[]»)«: string» {
  return "";
}

/** Another tab has a list of its own. */
export function onChange(_changed«: () => void») {}
