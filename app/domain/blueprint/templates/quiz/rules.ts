// How a round goes. Change a value and play again.

«import type { Rules } from "./quiz.{{ext}}";
{{#sums}}
import type { Sums } from "./arithmetic.{{ext}}";
{{/sums}}

»
/** 0 stands for no limit in `most`, `seconds` and `lives`. */
export const rules«: Rules» = {
  shuffle: {{shuffle}},
  most: {{most}},
  typed: {{typed}},
  seconds: {{seconds}},
  timed: {{timed}},
  lives: {{mistakes}},
};
{{#sums}}

/** Numbers from 1 to `most`; `count` sums are made for every round. */
export const sums«: Sums» = { signs: {{signs}}, most: {{largest}}, count: {{sum_count}} };
{{/sums}}

/** The drawer in this browser's storage, and whether anything is put there. */
export const name = {{slug:js}};
export const keepsScores = {{keeps}};
