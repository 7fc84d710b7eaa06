// The charts, in the order in which they stand. `of` is the key of the field that is added up (empty counts), `by` parts the records.

«import type { Chart } from "./figures.{{ext}}";

»
export const charts«: Chart[]» = [
{{chart_list}}
];
