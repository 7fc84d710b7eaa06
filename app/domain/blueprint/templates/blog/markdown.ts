// A small, strict part of Markdown: headings, paragraphs, lists, quotes, code, rules, bold, italic, code and links.
// Text becomes a tree of plain values here and elements in render.{{ext}}, so no HTML that someone types is ever run.

«export type Span =
  | { kind: "text" | "code"; text: string }
  | { kind: "strong" | "em"; spans: Span[] }
  | { kind: "link"; href: string; spans: Span[] };
export type Block =
  | { kind: "heading"; level: 2 | 3 | 4; spans: Span[] }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "list"; ordered: boolean; items: Span[][] }
  | { kind: "quote"; blocks: Block[] }
  | { kind: "code"; text: string }
  | { kind: "rule" };

»
/** Quotes inside quotes end somewhere. */
const DEEPEST_QUOTE = 4;
const DEEPEST_SPAN = 6;

export function parseMarkdown(text«: string», depth = 0)«: Block[]» {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks«: Block[]» = [];
  let at = 0;
  /** Takes the lines from here on for as long as they pass. */
  const take = (passes«: (line: string) => boolean») => {
    const first = at;
    while (at < lines.length && passes(lines[at])) at += 1;
    return lines.slice(first, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    if (line.trim() === "") {
      at += 1;
    } else if (line.startsWith("```")) {
      at += 1;
      blocks.push({ kind: "code", text: take((next) => !next.startsWith("```")).join("\n") });
      at += 1;
    } else if (/^#{1,6}\s/.test(line)) {
      // The post's title is the page's first heading, so headings inside start at the second level.
      const level = Math.min(4, line.search(/[^#]/) + 1)« as 2 | 3 | 4»;
      blocks.push({ kind: "heading", level, spans: parseSpans(line.replace(/^#+\s+/, "").replace(/\s+#+$/, "")) });
      at += 1;
    } else if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      blocks.push({ kind: "rule" });
      at += 1;
    } else if (line.startsWith(">") && depth < DEEPEST_QUOTE) {
      const inside = take((next) => next.startsWith(">")).map((next) => next.replace(/^>\s?/, ""));
      blocks.push({ kind: "quote", blocks: parseMarkdown(inside.join("\n"), depth + 1) });
    } else if (isItem(line)) {
      const ordered = /^\s*\d/.test(line);
      const items = take((next) => isItem(next) && /^\s*\d/.test(next) === ordered);
      blocks.push({
        kind: "list",
        ordered,
        items: items.map((item) => parseSpans(item.replace(/^\s*([-*+]|\d+[.)])\s+/, ""))),
      });
    } else {
      const first = at;
      at += 1;
      take(
        (next) =>
          next.trim() !== "" &&
          !next.startsWith("```") &&
          !/^#{1,6}\s/.test(next) &&
          !next.startsWith(">") &&
          !isItem(next),
      );
      blocks.push({ kind: "paragraph", spans: parseSpans(lines.slice(first, at).join("\n")) });
    }
  }
  return blocks;
}

export function parseSpans(text«: string», depth = 0)«: Span[]» {
  const spans«: Span[]» = [];
  let plain = "";
  let rest = text;
  const flush = () => {
    if (plain) spans.push({ kind: "text", text: plain });
    plain = "";
  };
  while (rest !== "") {
    const found = depth < DEEPEST_SPAN ? spanAt(rest, depth) : null;
    if (found) {
      flush();
      spans.push(found.span);
      rest = rest.slice(found.length);
    } else if (rest[0] === "\\" && /[\\`*_[\]#>-]/.test(rest[1] ?? "")) {
      plain += rest[1];
      rest = rest.slice(2);
    } else {
      // Signs that begin nothing, and whole runs of ordinary characters, are text.
      const run = /^[^\\`*_[]+/.exec(rest)?.[0] ?? rest[0];
      plain += run;
      rest = rest.slice(run.length);
    }
  }
  flush();
  return spans;
}

function spanAt(text«: string», depth«: number»)«: { span: Span; length: number } | null» {
  const code = /^`([^`\n]+)`/.exec(text);
  if (code) return { span: { kind: "code", text: code[1] }, length: code[0].length };
  const strong = /^(\*\*|__)(?=\S)([^\n]{0,2000}?\S)\1(?!\*)/.exec(text);
  if (strong) return { span: { kind: "strong", spans: parseSpans(strong[2], depth + 1) }, length: strong[0].length };
  const em = /^(\*|_)(?=[^\s*_])([^\n]{0,2000}?[^\s*_])\1(?!\w)/.exec(text);
  if (em) return { span: { kind: "em", spans: parseSpans(em[2], depth + 1) }, length: em[0].length };
  const link = /^\[([^\]\n]{1,300})\]\(([^()\s]{1,1000})\)/.exec(text);
  const href = link && safeLink(link[2]);
  if (link && href)
    return { span: { kind: "link", href, spans: parseSpans(link[1], depth + 1) }, length: link[0].length };
  return null;
}

/** http, https and mailto only. A link to anything else stays text. */
export function safeLink(href«: string»)«: string | null» {
  try {
    const link = new URL(href);
    return ["http:", "https:", "mailto:"].includes(link.protocol) ? link.href : null;
  } catch {
    return null;
  }
}

/** The words without their marks, for the list and for feeds. */
export function plainText(blocks«: Block[]»)«: string» {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case "heading":
        case "paragraph":
          return spanText(block.spans);
        case "list":
          return block.items.map(spanText).join(" ");
        case "quote":
          return plainText(block.blocks);
        case "code":
          return block.text;
        case "rule":
          return "";
      }
    })
    .filter(Boolean)
    .join(" ");
}

function spanText(spans«: Span[]»)«: string» {
  return spans.map((span) => ("text" in span ? span.text : spanText(span.spans))).join("");
}

function isItem(line«: string»)«: boolean» {
  return /^\s*([-*+]|\d+[.)])\s+\S/.test(line);
}
