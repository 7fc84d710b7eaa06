// Comments under a post, kept in this browser only: a page without a server can't show them to anyone else, and says so.
import { el, fill } from "./dom.{{ext}}";
import { openStore } from "./keep.{{ext}}";
import { keepsComments, name } from "./rules.{{ext}}";
import { toast } from "./toast.{{ext}}";

«type Comment = { id: string; post: string; author: string; text: string; at: number };

»
const LONGEST = 2000;
const store = openStore«<Comment[]>»(`${name}.comments`, [], read, keepsComments);

export function drawComments(root«: Element | null», post«: string»)«: void» {
  if (!root) return;
  const comments = store.load().filter((one) => one.post === post);
  const author = el("input", { id: "comment-name", type: "text", maxlength: 60, autocomplete: "nickname" });
  const text = el("textarea", { id: "comment-text", rows: 3, maxlength: LONGEST });
  fill(
    root,
    el("h2", {}, comments.length === 0 ? "Comments" : `Comments (${comments.length})`),
    el(
      "ol",
      { class: "comments" },
      ...comments.map((one) =>
        el(
          "li",
          {},
          el(
            "p",
            { class: "entry-meta" },
            el("strong", {}, one.author),
            el("time", {}, new Date(one.at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })),
          ),
          el("p", { class: "comment-text" }, one.text),
          el(
            "button",
            { type: "button", class: "button button-quiet", click: () => remove(one) },
            `Delete comment by ${one.author}`,
          ),
        ),
      ),
    ),
    el(
      "form",
      { class: "comment-form", submit: add },
      el("div", { class: "field" }, el("label", { for: "comment-name" }, "Your name"), author),
      el("div", { class: "field" }, el("label", { for: "comment-text" }, "Comment"), text),
      el("button", { type: "submit", class: "button" }, "Add comment"),
      el("p", { class: "field-hint" }, "Comments stay in this browser."),
    ),
  );

  function add(event«: Event»)«: void» {
    event.preventDefault();
    if (text.value.trim() === "") return text.focus();
    const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    change([
      ...store.load(),
      { id, post, author: author.value.trim() || "Someone", text: text.value.trim(), at: Date.now() },
    ]);
  }

  function remove(one«: Comment»)«: void» {
    const before = store.load();
    change(before.filter((other) => other.id !== one.id));
    toast("Comment deleted.", { label: "Undo", run: () => change(before) });
  }

  function change(next«: Comment[]»)«: void» {
    if (!store.save(next)) toast("This browser has no room left. The comment lasts until the page is closed.");
    drawComments(root, post);
  }
}

function read(kept«: unknown»)«: Comment[]» {
  if (!Array.isArray(kept) || kept.some((one) => typeof one?.text !== "string" || typeof one?.post !== "string"))
    throw new Error("The kept comments are damaged.");
  return kept;
}
