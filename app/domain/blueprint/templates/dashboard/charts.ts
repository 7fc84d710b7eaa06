// Charts as SVG. Each one is also a table, for everyone who reads instead of looking.
import { el } from "./dom.{{ext}}";
import { textOf } from "./fields.{{ext}}";
«import type { Chart, Point } from "./figures.{{ext}}";
»
import { pointsOf, ticks } from "./figures.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { {{Type}} as Entry } from "./model.{{ext}}";
»
import { svg } from "./svg.{{ext}}";

const HEIGHT = 260;
const LEFT = 56;
const BOTTOM = 32;
const TOP = 14;
/** Labels under a line or bars closer than this would touch. */
const LABEL_WIDTH = 70;

/** The width of a drawing. On a narrow screen it is drawn narrower, so that its letters stay readable. */
function width()«: number» {
  return innerWidth < 640 ? 360 : 640;
}

export function drawChart(chart«: Chart», records«: Entry[]»)«: HTMLElement» {
  const points = pointsOf(chart, records);
  const value = (amount«: number») => valueText(chart, amount);
  const draw = chart.kind === "donut" ? donut : chart.kind === "line" ? line : bars;
  const name = fields.find((field) => field.key === chart.by)?.label ?? "";
  return el(
    "figure",
    { class: `chart chart-${chart.kind}` },
    el("figcaption", {}, chart.title),
    points.length === 0 ? el("p", { class: "chart-empty" }, "Nothing to draw yet.") : draw(points, value),
    points.length > 0 &&
      el(
        "details",
        { class: "chart-table" },
        el("summary", {}, "Figures"),
        el(
          "table",
          {},
          el("thead", {}, el("tr", {}, el("th", { scope: "col" }, name), el("th", { scope: "col" }, "Value"))),
          el(
            "tbody",
            {},
            ...points.map((point) =>
              el("tr", {}, el("th", { scope: "row" }, point.label), el("td", {}, value(point.value))),
            ),
          ),
        ),
      ),
  );
}

function valueText(chart«: Chart», amount«: number»)«: string» {
  const field = fields.find((one) => one.key === chart.of);
  return field && field.type !== "rating" ? textOf(field, amount) : amount.toLocaleString();
}

/** The frame of line and bars: a scale on the left and names below. */
function frame(points«: Point[]», value«: (amount: number) => string», middle«: (at: number) => number») {
  const right = width();
  const steps = ticks(points.map((point) => point.value));
  const [low, high] = [steps[0], steps[steps.length - 1]];
  const y = (amount«: number») => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (amount - low) / (high - low));
  const every = Math.max(1, Math.ceil((points.length * LABEL_WIDTH) / (right - LEFT)));
  const short = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
  const picture = svg("svg", {
    viewBox: `0 0 ${right} ${HEIGHT}`,
    role: "img",
    "aria-label": points.map((point) => `${point.label}: ${value(point.value)}`).join("; "),
  });
  for (const step of steps) {
    picture.append(
      svg("line", { x1: LEFT, x2: right, y1: y(step), y2: y(step), class: step === 0 ? "axis" : "grid" }),
      svg("text", { x: LEFT - 10, y: y(step) + 4, class: "scale" }, short.format(step)),
    );
  }
  points.forEach((point, at) => {
    if (at % every === 0)
      picture.append(
        svg(
          "text",
          { x: middle(at), y: HEIGHT - 8, class: "name" },
          cut(point.label, Math.max(4, Math.floor((right - LEFT) / points.length / 7) * every)),
        ),
      );
  });
  return { picture, y };
}

function line(points«: Point[]», value«: (amount: number) => string»)«: SVGElement» {
  const right = width();
  const x = (at«: number») =>
    points.length === 1 ? (LEFT + right) / 2 : LEFT + 14 + (at * (right - LEFT - 44)) / (points.length - 1);
  const { picture, y } = frame(points, value, x);
  const path = points.map((point, at) => `${at === 0 ? "M" : "L"}${x(at)} ${y(point.value)}`).join(" ");
  picture.append(
    svg("path", { d: `${path} L${x(points.length - 1)} ${y(0)} L${x(0)} ${y(0)} Z`, class: "area" }),
    svg("path", { d: path, class: "line" }),
    ...points.map((point, at) =>
      svg(
        "circle",
        { cx: x(at), cy: y(point.value), r: points.length > 40 ? 2 : 4, class: "dot" },
        svg("title", {}, `${point.label}: ${value(point.value)}`),
      ),
    ),
  );
  return picture;
}

function bars(points«: Point[]», value«: (amount: number) => string»)«: SVGElement» {
  const slot = (width() - LEFT) / points.length;
  const thick = Math.min(64, slot * 0.62);
  const middle = (at«: number») => LEFT + slot * (at + 0.5);
  const { picture, y } = frame(points, value, middle);
  points.forEach((point, at) => {
    const top = Math.min(y(point.value), y(0));
    const height = Math.abs(y(point.value) - y(0));
    picture.append(
      svg(
        "rect",
        { x: middle(at) - thick / 2, y: top, width: thick, height, rx: Math.min(4, height / 2), class: "bar" },
        svg("title", {}, `${point.label}: ${value(point.value)}`),
      ),
    );
  });
  return picture;
}

function donut(points«: Point[]», value«: (amount: number) => string»)«: HTMLElement» {
  const positive = points.filter((point) => point.value > 0);
  const whole = positive.reduce((sum, point) => sum + point.value, 0);
  const radius = 80;
  const round = 2 * Math.PI * radius;
  let before = 0;
  const picture = svg("svg", {
    viewBox: "0 0 220 220",
    role: "img",
    "aria-label": positive.map((point) => `${point.label}: ${share(point.value, whole)}`).join("; "),
  });
  positive.forEach((point, at) => {
    const length = (point.value / whole) * round;
    // A hair of ground between slices; a slice too small for one keeps its size.
    const gap = positive.length > 1 ? Math.min(2, length / 2) : 0;
    const ring = {
      cx: 110,
      cy: 110,
      r: radius,
      class: `slice slice-${at + 1}`,
      "stroke-dasharray": `${length - gap} ${round - length + gap}`,
      "stroke-dashoffset": -before,
    };
    picture.append(
      svg(
        "circle",
        { ...ring, transform: "rotate(-90 110 110)" },
        svg("title", {}, `${point.label}: ${value(point.value)}`),
      ),
    );
    before += length;
  });
  picture.append(svg("text", { x: 110, y: 117, class: "whole" }, cut(value(Math.round(whole * 100) / 100), 12)));
  return el(
    "div",
    { class: "donut" },
    picture,
    el(
      "ul",
      { class: "legend" },
      ...positive.map((point, at) =>
        el(
          "li",
          {},
          el("span", { class: `key slice-${at + 1}`, "aria-hidden": "true" }),
          el("span", {}, point.label),
          el("span", { class: "legend-share" }, share(point.value, whole)),
        ),
      ),
    ),
  );
}

function share(part«: number», whole«: number»)«: string» {
  return `${Math.round((100 * part) / (whole || 1))} %`;
}

function cut(text«: string», most«: number»)«: string» {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
