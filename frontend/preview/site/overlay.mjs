// @ts-check
// The readable error over a previewed page: what happened, where, and the lines around it.

/** @typedef {import("../types.mjs").Problem} Problem */
/** @typedef {import("../types.mjs").Excerpt} Excerpt */

const TITLES = {
  build: "This project does not build",
  runtime: "The page stopped with an error",
  preview: "The preview cannot run",
};

/**
 * Fills and shows the panel, or hides it when there is nothing to say. Text only ever enters as text.
 * @param {HTMLElement} overlay @param {Problem[]} problems
 * @param {(place: {file: string, line: number, column: number}) => void} open
 */
export function showProblems(overlay, problems, open) {
  overlay.replaceChildren();
  overlay.hidden = problems.length === 0;
  if (problems.length === 0) return;
  // A page that went on after its error is usable, so the panel keeps to the lower edge.
  overlay.dataset.kind = problems[0].kind;
  const title = element("h1", "", TITLES[problems[0].kind] ?? TITLES.preview);
  const close = element("button", "", "Hide");
  close.setAttribute("type", "button");
  close.onclick = () => {
    overlay.hidden = true;
  };
  const bar = element("div", "bar");
  bar.append(title, close);
  const panel = element("div", "panel");
  panel.setAttribute("role", "alert");
  panel.append(bar, ...problems.map((problem) => problemView(problem, open)));
  overlay.append(panel);
}

/** @param {Problem} problem @param {(place: {file: string, line: number, column: number}) => void} open */
function problemView(problem, open) {
  const view = element("section", "problem");
  view.append(element("p", "message", problem.message));
  const { file, line, column = 1 } = problem;
  if (file && line) {
    const place = element("button", "place", `${file}:${line}:${column}`);
    place.setAttribute("type", "button");
    place.title = "Show it in the editor";
    place.onclick = () => open({ file, line, column });
    view.append(place);
  }
  if (problem.excerpt) view.append(excerptView(problem.excerpt));
  if (problem.stack && problem.stack.length > 1) {
    const stack = element("ol", "stack");
    stack.append(...problem.stack.slice(0, 8).map((frame) => element("li", "", `at ${frame}`)));
    view.append(stack);
  }
  return view;
}

/** @param {Excerpt} excerpt */
function excerptView({ lines, line, column, length }) {
  const view = element("div", "excerpt");
  for (const { number, text } of lines) {
    const row = element("div", number === line ? "marked" : "");
    const code = element("code", "");
    if (number === line) {
      const mark = element("mark", "", text.slice(column - 1, column - 1 + length) || " ");
      code.append(text.slice(0, column - 1), mark, text.slice(column - 1 + length));
    } else {
      code.append(text);
    }
    row.append(element("span", "", String(number)), code);
    view.append(row);
  }
  return view;
}

/** @param {string} name @param {string} className @param {string} [text] */
function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
