// Examples to try the page with. They are only added when someone asks for them{{#first}}, or on the very first visit{{/first}}.

«import type { Draft } from "./model.{{ext}}";
»

export const examples«: Draft[]» = [
{{examples}}
];
