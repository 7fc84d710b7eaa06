// The list of posts: title, day, first words and tags, as in the contents of a magazine.
import { el, fill } from "./dom.{{ext}}";
import { nameOf } from "./fields.{{ext}}";
{{#minutes}}
import { minutesToRead } from "./posts.{{ext}}";
{{/minutes}}
«import type { {{Type}} as Entry } from "./model.{{ext}}";
»
import { dayOf, excerpt, isDraft } from "./posts.{{ext}}";
import { countTags, tagsOf, withTag } from "./tags.{{ext}}";

export function drawPosts(list«: HTMLElement», posts«: Entry[]», tag«: string»)«: void» {
  fill(list, ...withTag(posts, tag).map(entry));
}

/** The tags as links; the chosen one leads back to all posts. */
export function drawTags(root«: HTMLElement», posts«: Entry[]», chosen«: string»)«: void» {
  const tags = countTags(posts);
  root.hidden = tags.length === 0;
  fill(
    root,
    ...tags.map(({ tag, count }) => {
      const current = tag.toLowerCase() === chosen.toLowerCase();
      return el(
        "li",
        {},
        el(
          "a",
          { href: current ? "#/" : tagLink(tag), "aria-current": current ? "true" : null },
          tag,
          el("span", { class: "tag-count" }, ` ${count}`),
        ),
      );
    }),
  );
}

export function tagLink(tag«: string»)«: string» {
  return `#/tag/${encodeURIComponent(tag)}`;
}

export function dayText(post«: Entry»)«: string» {
  return dayOf(post).toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" });
}

function entry(post«: Entry»)«: HTMLElement» {
  const tags = tagsOf(post);
  return el(
    "li",
    { class: "entry" },
    el(
      "p",
      { class: "entry-meta" },
      el("time", { datetime: dayOf(post).toISOString().slice(0, 10) }, dayText(post)),
{{#minutes}}
      el("span", {}, `${minutesToRead(post)} min`),
{{/minutes}}
      isDraft(post) && el("strong", { class: "draft" }, "Draft"),
    ),
    el(
      "div",
      {},
      el("h2", {}, el("a", { href: `#/post/${post.id}` }, nameOf(post))),
      el("p", { class: "entry-excerpt" }, excerpt(post)),
      tags.length > 0 &&
        el(
          "ul",
          { class: "tags", "aria-label": "Tags" },
          ...tags.map((tag) => el("li", {}, el("a", { href: tagLink(tag) }, tag))),
        ),
    ),
  );
}
