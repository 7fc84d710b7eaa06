// The basket: how many of each, and what they cost. No page, no storage.

import { money, nameOf } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { {{Type}} } from "./model.{{ext}}";

/** How many of each, by id. */
export type Basket = Record<string, number>;

export interface Line {
  record: {{Type}};
  quantity: number;
  cost: number;
}
»

/** The most of one thing that fits: more is nearly always a slip of the finger. */
export const mostOfOne = 99;

/** Sets how many there are. None takes the thing out of the basket. */
export function setQuantity(basket«: Basket», id«: string», quantity«: number»)«: Basket» {
  const { [id]: _, ...others } = basket;
  const whole = Math.min(mostOfOne, Math.floor(quantity));
  return whole > 0 ? { ...others, [id]: whole } : others;
}

export function addOne(basket«: Basket», id«: string»)«: Basket» {
  return setQuantity(basket, id, (basket[id] ?? 0) + 1);
}

/** The lines of the basket in the order of the shop. What is no longer sold is left out. */
export function lines(basket«: Basket», records«: {{Type}}[]»)«: Line[]» {
  return records.flatMap((record) => {
    const quantity = basket[record.id];
    return quantity ? [{ record, quantity, cost: (priceInCents(record) * quantity) / 100 }] : [];
  });
}

/** The sum of all lines, counted in cents so that it is exact. */
export function sum(basket«: Basket», records«: {{Type}}[]»)«: number» {
  return lines(basket, records).reduce((cents, line) => cents + priceInCents(line.record) * line.quantity, 0) / 100;
}

/** The order as text, to send it in whatever way the shop takes orders. */
export function orderText(basket«: Basket», records«: {{Type}}[]»)«: string» {
  const rows = lines(basket, records).map((line) => `${line.quantity} × ${nameOf(line.record)}{{#price}}  ${price(line.cost)}{{/price}}`);
  return [...rows{{#price}}, `Total  ${price(sum(basket, records))}`{{/price}}].join("\n");
}

/** An amount as the shop writes it. */
export function price(amount«: number»)«: string» {
  return money(amount, fields.find((field) => field.key === {{price_key:js}})?.currency);
}

function priceInCents({{#price}}record{{/price}}{{#no_price}}_record{{/no_price}}«: {{Type}}»)«: number» {
  return {{#price}}Math.round(Number(record.{{price_key}} ?? 0) * 100){{/price}}{{#no_price}}0{{/no_price}};
}
