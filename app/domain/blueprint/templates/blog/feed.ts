// The blog as an Atom feed: plain text out of plain values. Readers resolve the addresses against `site`.
import { nameOf } from "./fields.{{ext}}";
«import type { {{Type}} as Entry } from "./model.{{ext}}";
»
import { dayOf, excerpt, isDraft } from "./posts.{{ext}}";
import { tagsOf } from "./tags.{{ext}}";

/** Feed readers look at the newest posts only. */
const MOST_POSTS = 30;

export function makeFeed(title«: string», site«: string», posts«: Entry[]»)«: string» {
  const published = posts
    .filter((post) => !isDraft(post))
    .sort((a, b) => dayOf(b).getTime() - dayOf(a).getTime())
    .slice(0, MOST_POSTS);
  const updated = published[0] ? dayOf(published[0]).toISOString() : "1970-01-01T00:00:00.000Z";
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <title>${xml(title)}</title>`,
    `  <id>${xml(site)}</id>`,
    `  <link href="${xml(site)}"/>`,
    `  <updated>${updated}</updated>`,
    ...published.flatMap((post) => [
      "  <entry>",
      `    <title>${xml(nameOf(post))}</title>`,
      `    <id>${xml(`${site}#/post/${post.id}`)}</id>`,
      `    <link href="${xml(`${site}#/post/${post.id}`)}"/>`,
      `    <updated>${dayOf(post).toISOString()}</updated>`,
      ...tagsOf(post).map((tag) => `    <category term="${xml(tag)}"/>`),
      `    <summary>${xml(excerpt(post))}</summary>`,
      "  </entry>",
    ]),
    "</feed>",
    "",
  ].join("\n");
}

export function xml(text«: string»)«: string» {
  const marks«: Record<string, string>» = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
  // XML has no way to write most control characters, so they go.
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/[&<>"']/g, (mark) => marks[mark]);
}
