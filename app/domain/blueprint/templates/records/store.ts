// Keeps the {{plural:note}} in this browser. Storage can be missing, forbidden or full; then the page says so and goes on.

import { fromStored } from "./records.{{ext}}";
«import type { {{Type}} } from "./model.{{ext}}";
»

const key = {{storage_key:js}};

/** What was kept, and why nothing could be read. `known` is false on a first visit. */
export function load()«: { records: {{Type}}[]; known: boolean; problem: string }» {
  let text«: string | null» = null;
  try {
    text = localStorage.getItem(key);
    return { records: text === null ? [] : fromStored(text), known: text !== null, problem: "" };
  } catch {
    if (text === null) {
      return { records: [], known: false, problem: "This browser does not let the page store anything, so a reload starts afresh." };
    }
    // What can't be read is set aside, not overwritten: someone may still want it.
    keep(`${key}.unreadable`, text);
    return { records: [], known: true, problem: "What was stored here could not be read. It was set aside and the list starts afresh." };
  }
}

/** Keeps the list. Returns why it could not, or an empty text. */
export function save(records«: {{Type}}[]»)«: string» {
  return keep(key, JSON.stringify(records)) ? "" : "Not saved: this browser's storage is full or switched off.";
}

/** Tells when another tab changed the list. */
export function onChange(changed«: () => void») {
  addEventListener("storage", (event) => {
    if (event.key === key) changed();
  });
}

function keep(name«: string», text«: string»)«: boolean» {
  try {
    localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}
