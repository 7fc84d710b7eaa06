// One short way to make elements. Text always becomes text nodes, so nothing a person types can turn into markup.

«type Handler = (event: Event) => void;
type Props = Record<string, string | number | boolean | null | undefined | Handler>;
type Child = Node | string | number | false | null | undefined;
»

/** Makes an element. Functions become listeners; true becomes a bare attribute; false, null and undefined leave it out. */
export function el«<K extends keyof HTMLElementTagNameMap>»(
  tag«: K»,
  props«: Props» = {},
  ...children«: Child[]»
)«: HTMLElementTagNameMap[K]» {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  return fill(node, ...children);
}

/** Replaces what an element holds. Children that are false, null or undefined are left out. */
export function fill«<T extends Element>»(node«: T», ...children«: Child[]»)«: T» {
  node.replaceChildren(...children.filter((child) => child !== false && child !== null && child !== undefined).map(asNode));
  return node;
}

function asNode(child«: Node | string | number»)«: Node | string» {
  return typeof child === "number" ? String(child) : child;
}

/** The element with this id. The page is broken without it, so its absence is an error. */
export function byId«<T extends HTMLElement = HTMLElement>»(id«: string»)«: T» {
  const node = document.getElementById(id);
  if (!node) throw new Error(`index.html has no element with the id "${id}".`);
  return node« as T»;
}

/** Text for people who listen to the page instead of looking at it. */
export function hidden(text«: string»)«: HTMLElement» {
  return el("span", { class: "visually-hidden" }, text);
}
