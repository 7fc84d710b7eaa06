// One post on its own page.
{{#comments}}
import { drawComments } from "./comments.{{ext}}";
{{/comments}}
import { el, fill } from "./dom.{{ext}}";
import { nameField, nameOf } from "./fields.{{ext}}";
import { parseMarkdown } from "./markdown.{{ext}}";
«import type { {{Type}} as Entry } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»
import { buttons, details } from "./parts.{{ext}}";
{{#minutes}}
import { minutesToRead } from "./posts.{{ext}}";
{{/minutes}}
import { bodyField, bodyOf, dateField, dayOf, draftField, isDraft, neighbours } from "./posts.{{ext}}";
import { renderBlocks } from "./render.{{ext}}";
import { tagsField, tagsOf } from "./tags.{{ext}}";
import { dayText, tagLink } from "./view.{{ext}}";

export function drawPost(root«: HTMLElement», post«: Entry», posts«: Entry[]», actions«: Actions»)«: void» {
  const apart = [nameField, bodyField, tagsField, dateField, draftField].flatMap((field) => (field ? [field.key] : []));
  const tags = tagsOf(post);
  const { earlier, later } = neighbours(posts, post);
  fill(
    root,
    el(
      "header",
      { class: "post-header" },
      el(
        "p",
        { class: "entry-meta" },
        el("time", { datetime: dayOf(post).toISOString().slice(0, 10) }, dayText(post)),
{{#minutes}}
        el("span", {}, `${minutesToRead(post)} min`),
{{/minutes}}
        isDraft(post) && el("strong", { class: "draft" }, "Draft"),
      ),
      el("h1", {}, nameOf(post)),
      details(post, apart),
    ),
    el("div", { class: "prose" }, ...renderBlocks(parseMarkdown(bodyOf(post)))),
    tags.length > 0 &&
      el(
        "ul",
        { class: "tags", "aria-label": "Tags" },
        ...tags.map((tag) => el("li", {}, el("a", { href: tagLink(tag) }, tag))),
      ),
    buttons(post, actions),
{{#comments}}
    el("div", { id: "comments" }),
{{/comments}}
    (earlier || later) &&
      el(
        "nav",
        { class: "neighbours", "aria-label": "Other posts" },
        earlier && el("a", { href: `#/post/${earlier.id}` }, el("span", {}, "Earlier"), nameOf(earlier)),
        later && el("a", { class: "later", href: `#/post/${later.id}` }, el("span", {}, "Later"), nameOf(later)),
      ),
  );
{{#comments}}
  drawComments(root.querySelector("#comments"), post.id);
{{/comments}}
}
