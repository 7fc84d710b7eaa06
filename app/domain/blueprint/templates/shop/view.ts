// The same {{plural:note}} twice: rows to manage them, shelves to sell them.

import { draw as drawRows } from "./rows.{{ext}}";
import { showShop } from "./shop.{{ext}}";
«import type { {{Type}} } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»

export function draw(list«: HTMLElement», records«: {{Type}}[]», actions«: Actions», all«: {{Type}}[]») {
  drawRows(list, records, actions);
  showShop(all);
}
