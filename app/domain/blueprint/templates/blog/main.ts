// Starts the blog: the list of posts, one post at a time, and the other pages, by the part of the address after #.
import { byId } from "./dom.{{ext}}";
import { nameOf } from "./fields.{{ext}}";
{{#feed}}
import { startFeed } from "./feed-button.{{ext}}";
{{/feed}}
«import type { {{Type}} as Entry } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»
import { start } from "./page.{{ext}}";
import { drawPost } from "./post.{{ext}}";
import { drawPosts, drawTags } from "./view.{{ext}}";

const siteTitle = document.title;
let posts«: Entry[]» = [];
let actions«: Actions | undefined»;
/** What the list last showed, so that a change of tag can draw it again. */
let shown«: Entry[]» = [];

start((list, records, given, all) => {
  posts = all;
  actions = given;
  shown = records;
  showRoute(list);
});
{{#feed}}
startFeed(() => posts);
{{/feed}}
addEventListener("hashchange", () => {
  showRoute(byId("list"));
  scrollTo(0, 0);
  byId("main").focus({ preventScroll: true });
});

function showRoute(list«: HTMLElement»)«: void» {
  const [page = "", rest = ""] = location.hash.replace(/^#\/?/, "").split(/\/(.*)/s);
  const post = page === "post" ? posts.find((one) => one.id === rest) : undefined;
  const known = [...document.querySelectorAll«<HTMLElement>»("[data-page]")].map((one) => one.dataset.page);
  const current = post ? "post" : known.includes(page) && page !== "post" ? page : "";
  for (const section of document.querySelectorAll«<HTMLElement>»("[data-page]"))
    section.hidden = section.dataset.page !== current;
  for (const link of document.querySelectorAll«<HTMLAnchorElement>»(".site-nav a")) {
    if (link.hash.replace(/^#\/?/, "") === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const tag = page === "tag" ? decode(rest) : "";
  document.title = post ? `${nameOf(post)} · ${siteTitle}` : siteTitle;
  drawTags(byId("tags"), posts, tag);
  drawPosts(list, shown, tag);
  if (post && actions) drawPost(byId("post"), post, posts, actions);
}

function decode(text«: string»)«: string» {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
