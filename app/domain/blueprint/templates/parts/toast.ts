// One quiet message at the foot of the page, read out by screen readers, with at most one thing to do.
import { el, fill } from "./dom.{{ext}}";

const SHOWN_FOR_MS = 12_000;
let timer«: ReturnType<typeof setTimeout> | undefined»;

/** Shows a message; the action (usually Undo) stays until the message goes. */
export function toast(message«: string», action«?: { label: string; run: () => void }»)«: void» {
  const region = document.getElementById("toast");
  if (!region) return;
  clearTimeout(timer);
  const close = () => {
    region.hidden = true;
    fill(region);
  };
  fill(
    region,
    el("span", {}, message),
    action &&
      el(
        "button",
        {
          type: "button",
          class: "button",
          click: () => {
            close();
            action.run();
          },
        },
        action.label,
      ),
  );
  region.hidden = false;
  timer = setTimeout(close, SHOWN_FOR_MS);
}
