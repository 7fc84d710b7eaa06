// Names and first words of the chat. Change them here.
{{#replies}}

«import type { Rule } from "./replies.{{ext}}";
»
{{/replies}}

/** Who writes on this side. The first one's messages stand at the right. */
export const people = {{people}};

/** The other side, and what it says first; an empty greeting says nothing. */
export const other = {{other:js}};
export const greeting = {{greeting:js}};
{{#replies}}

/** What is answered when no rule fits. {text} becomes what was written; an empty text stays silent. */
export const fallback = {{fallback:js}};

/** The rules at first. They can be changed on the page, and what is changed there is kept in the browser. */
export const firstRules«: Rule[]» = [
{{first_rules}}
];

/** How long the other side seems to write, in milliseconds. */
export const typingMs = {{typing_ms}};
{{/replies}}
{{#quick}}

/** Buttons over the field. */
export const quickReplies = {{quick_replies}};
{{/quick}}

/** The drawer in this browser's storage, and whether anything is put there. */
export const name = {{slug:js}};
export const keeps = {{keeps}};
