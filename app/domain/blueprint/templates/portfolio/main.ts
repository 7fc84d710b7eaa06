// Starts the portfolio: the works, one work at a time, and the other pages, by the part of the address after #.
import { byId } from "./dom.{{ext}}";
import { nameOf } from "./fields.{{ext}}";
«import type { {{Type}} as Entry } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»
import { start } from "./page.{{ext}}";
import { drawTags, drawWork, drawWorks } from "./view.{{ext}}";

const siteTitle = document.title;
let works«: Entry[]» = [];
let actions«: Actions | undefined»;
let shown«: Entry[]» = [];

start((list, records, given, all) => {
  works = all;
  actions = given;
  shown = records;
  showRoute(list);
});
addEventListener("hashchange", () => {
  showRoute(byId("list"));
  scrollTo(0, 0);
  byId("main").focus({ preventScroll: true });
});

function showRoute(list«: HTMLElement»)«: void» {
  const [page = "", rest = ""] = location.hash.replace(/^#\/?/, "").split(/\/(.*)/s);
  const work = page === "work" ? works.find((one) => one.id === rest) : undefined;
  const known = [...document.querySelectorAll«<HTMLElement>»("[data-page]")].map((one) => one.dataset.page);
  const current = work ? "work" : known.includes(page) && page !== "work" ? page : "";
  for (const section of document.querySelectorAll«<HTMLElement>»("[data-page]"))
    section.hidden = section.dataset.page !== current;
  for (const link of document.querySelectorAll«<HTMLAnchorElement>»(".site-nav a")) {
    if (link.hash.replace(/^#\/?/, "") === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const tag = page === "tag" ? decode(rest) : "";
  document.title = work ? `${nameOf(work)} · ${siteTitle}` : siteTitle;
  drawTags(byId("tags"), works, tag);
  drawWorks(list, shown, tag);
  if (work && actions) drawWork(byId("work"), work, works, actions);
}

function decode(text«: string»)«: string» {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
