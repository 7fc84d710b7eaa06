// The shop front: shelves to choose from, and the basket beside them.

import { addOne, lines, mostOfOne, orderText, price, setQuantity, sum } from "./basket.{{ext}}";
import { byId, el, fill, hidden } from "./dom.{{ext}}";
import { nameOf, textOf } from "./fields.{{ext}}";
import { fields, firstSort } from "./model.{{ext}}";
import { details } from "./parts.{{ext}}";
import { find, sortBy } from "./records.{{ext}}";
«import type { Basket } from "./basket.{{ext}}";
import type { {{Type}} } from "./model.{{ext}}";
»

let goods«: {{Type}}[]» = [];
let basket«: Basket» = {{#kept}}loadBasket(){{/kept}}{{#forgetful}}{}{{/forgetful}};

/** Draws the front for what the shop sells now. */
export function showShop(records«: {{Type}}[]») {
  goods = records;
  const words = byId«<HTMLInputElement>»("shop-search").value;
{{#category}}
  const category = byId«<HTMLSelectElement>»("shop-category");
  const chosen = category.value;
  const held = [...new Set(records.map((record) => record.{{category_key}}))].filter((name) => name !== "").sort();
  fill(category, el("option", { value: "" }, "All"), ...held.map((name) => el("option", { selected: name === chosen }, name)));
  const shown = find(records, words).filter((record) => category.value === "" || record.{{category_key}} === category.value);
{{/category}}
{{#no_category}}
  const shown = find(records, words);
{{/no_category}}
  fill(byId("shelves"), ...sortBy(shown, firstSort).map(shelf));
  byId("shelves-empty").hidden = shown.length > 0;
  showBasket("");
}

export function startShop() {
  byId("shop-search").addEventListener("input", () => showShop(goods));
{{#category}}
  byId("shop-category").addEventListener("change", () => showShop(goods));
{{/category}}
  byId("empty-basket").addEventListener("click", () => change({}, "The basket is empty."));
  byId("copy-order").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(orderText(basket, goods));
      tell("The order is on the clipboard. Paste it into a message to the shop.");
    } catch {
      tell("This browser does not let the page copy. Select the order and copy it by hand.");
    }
  });
}

function shelf(record«: {{Type}}»)«: HTMLElement» {
  const add = el("button", { type: "button", class: "button", "data-focus": `basket:${record.id}`, click: () => change(addOne(basket, record.id), `${nameOf(record)} is in the basket.`) }, "Add to basket", hidden(` ${nameOf(record)}`));
{{#price}}
  const tag = el("p", { class: "shelf-price" }, priceTag(record));
{{/price}}
  return el("li", { class: "card shelf" }, el("h3", {}, nameOf(record)), details(record, [{{price_key:js}}]), el("div", { class: "shelf-foot" }{{#price}}, tag{{/price}}, add));
}

{{#price}}
function priceTag(record«: {{Type}}»)«: string» {
  const field = fields.find((other) => other.key === {{price_key:js}});
  return field ? textOf(field, record.{{price_key}}) : "";
}

{{/price}}
function change(next«: Basket», message«: string») {
  basket = next;
{{#kept}}
  saveBasket();
{{/kept}}
  showBasket(message);
}

function showBasket(message«: string») {
  const held = lines(basket, goods);
  fill(byId("basket"), ...held.map(({ record, quantity, cost }) => {
    const amount = el("input", { type: "number", min: 0, max: mostOfOne, value: quantity, "aria-label": `How many ${nameOf(record)}` });
    amount.addEventListener("change", () => change(setQuantity(basket, record.id, Number(amount.value)), `${nameOf(record)}: ${amount.value}.`));
    return el("li", { class: "basket-line" }, el("span", { class: "basket-name" }, nameOf(record)), amount, el("span", { class: "basket-cost" }, {{#price}}price(cost){{/price}}{{#no_price}}cost ? "" : ""{{/no_price}}));
  }));
  byId("basket-empty").hidden = held.length > 0;
  byId("basket-foot").hidden = held.length === 0;
{{#price}}
  byId("basket-total").textContent = price(sum(basket, goods));
{{/price}}
  tell(message);
}

function tell(message«: string») {
  byId("basket-status").textContent = message;
}
{{#kept}}

// The basket outlives a reload where the browser allows it; where not, it lasts as long as the page.

function loadBasket()«: Basket» {
  try {
    const stored«: unknown» = JSON.parse(localStorage.getItem({{basket_key:js}}) ?? "{}");
    const entries = Object.entries(stored« as Basket» ?? {}).filter(([, quantity]) => Number.isInteger(quantity) && quantity > 0);
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function saveBasket() {
  try {
    localStorage.setItem({{basket_key:js}}, JSON.stringify(basket));
  } catch {
    tell("The basket can't be kept: this browser's storage is full or switched off.");
  }
}
{{/kept}}
