// The button that saves the feed as a file, to be put beside index.html on a server.
import { byId, el } from "./dom.{{ext}}";
import { makeFeed } from "./feed.{{ext}}";
«import type { {{Type}} as Entry } from "./model.{{ext}}";
»

export function startFeed(posts«: () => Entry[]»)«: void» {
  byId("feed").addEventListener("click", () => {
    const site = location.href.split("#")[0];
    const file = new Blob([makeFeed(document.title, site, posts())], { type: "application/atom+xml" });
    const link = el("a", { href: URL.createObjectURL(file), download: "feed.xml" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
}
