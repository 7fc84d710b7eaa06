// Markdown as elements. Only element names that stand here can appear.
import { el } from "./dom.{{ext}}";
«import type { Block, Span } from "./markdown.{{ext}}";
»

export function renderBlocks(blocks«: Block[]»)«: HTMLElement[]» {
  return blocks.map((block) => {
    switch (block.kind) {
      case "heading":
        return el(`h${block.level}`, {}, ...renderSpans(block.spans));
      case "paragraph":
        return el("p", {}, ...renderSpans(block.spans));
      case "list":
        return el(block.ordered ? "ol" : "ul", {}, ...block.items.map((item) => el("li", {}, ...renderSpans(item))));
      case "quote":
        return el("blockquote", {}, ...renderBlocks(block.blocks));
      case "code":
        return el("pre", {}, el("code", {}, block.text));
      case "rule":
        return el("hr");
    }
  });
}

function renderSpans(spans«: Span[]»)«: (Node | string)[]» {
  return spans.map((span) => {
    switch (span.kind) {
      case "text":
        return span.text;
      case "code":
        return el("code", {}, span.text);
      case "link":
        return el("a", { href: span.href, rel: "noopener nofollow" }, ...renderSpans(span.spans));
      default:
        return el(span.kind, {}, ...renderSpans(span.spans));
    }
  });
}
