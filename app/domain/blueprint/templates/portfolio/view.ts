// The works as a wall of covers, and one work with everything about it.
import { coverFor } from "./cover.{{ext}}";
«import type { Shape } from "./cover.{{ext}}";
»
import { el, fill } from "./dom.{{ext}}";
import { nameField, nameOf, textOf } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { {{Type}} as Entry } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»
import { buttons, details } from "./parts.{{ext}}";
import { svg } from "./svg.{{ext}}";
import { countTags, tagsField, tagsOf, withTag } from "./tags.{{ext}}";

const longFields = fields.filter((field) => field.type === "longText");
/** The one line that stands under a work's name on the wall: its year, its client, whatever comes first. */
const lineField = fields.find(
  (field) => field !== nameField && field !== tagsField && !["longText", "url", "checkbox"].includes(field.type),
);

export function drawWorks(list«: HTMLElement», works«: Entry[]», tag«: string»)«: void» {
  fill(
    list,
    ...withTag(works, tag).map((work) =>
      el(
        "li",
        { class: "work" },
        el(
          "a",
          { href: `#/work/${work.id}` },
          cover(work),
          el("span", { class: "work-name" }, nameOf(work)),
          el(
            "span",
            { class: "work-line" },
            lineField ? textOf(lineField, work[lineField.key]) : tagsOf(work).join(", "),
          ),
        ),
      ),
    ),
  );
}

export function drawTags(root«: HTMLElement», works«: Entry[]», chosen«: string»)«: void» {
  const tags = countTags(works);
  root.hidden = tags.length === 0;
  const link = (href«: string», text«: string», current«: boolean») =>
    el("li", {}, el("a", { href, "aria-current": current ? "true" : null }, text));
  fill(
    root,
    link("#/", "All", chosen === ""),
    ...tags.map(({ tag }) => link(`#/tag/${encodeURIComponent(tag)}`, tag, tag.toLowerCase() === chosen.toLowerCase())),
  );
}

export function drawWork(root«: HTMLElement», work«: Entry», works«: Entry[]», actions«: Actions»)«: void» {
  const apart = [nameField, ...longFields].map((field) => field.key);
  const next = works[(works.findIndex((one) => one.id === work.id) + 1) % works.length];
  fill(
    root,
    el("header", { class: "work-header" }, el("h1", {}, nameOf(work)), details(work, apart)),
    cover(work),
    el(
      "div",
      { class: "prose" },
      ...longFields.flatMap((field) =>
        textOf(field, work[field.key])
          .split(/\n{2,}/)
          .filter(Boolean)
          .map((text) => el("p", {}, text)),
      ),
    ),
    buttons(work, actions),
    next !== work &&
      el("p", { class: "next" }, el("a", { href: `#/work/${next.id}` }, el("span", {}, "Next"), nameOf(next))),
  );
}

function cover(work«: Entry»)«: SVGElement» {
  const picture = svg("svg", {
    viewBox: "0 0 400 300",
    class: "cover",
    "aria-hidden": "true",
    preserveAspectRatio: "xMidYMid slice",
  });
  picture.append(...coverFor(nameOf(work)).map(shapeOf));
  return picture;
}

function shapeOf(shape«: Shape»)«: SVGElement» {
  switch (shape.kind) {
    case "circle":
      return svg("circle", { cx: shape.x, cy: shape.y, r: shape.r, class: `fill-${shape.tone}` });
    case "arc":
      return svg("circle", {
        cx: shape.x,
        cy: shape.y,
        r: shape.r,
        class: `stroke-${shape.tone}`,
        "stroke-width": shape.width,
      });
    case "bar":
      return svg("rect", {
        x: shape.x,
        y: shape.y,
        width: shape.width,
        height: shape.height,
        class: `fill-${shape.tone}`,
        transform: `rotate(${shape.turn} 200 150)`,
      });
  }
}
