// The page: conversations on one side, the open one on the other. All rules are in conversations.{{ext}} and replies.{{ext}}.
{{#export}}
import { asText } from "./conversations.{{ext}}";
{{/export}}
import {
  editMessage,
  find,
  open,
  putBack,
  readConversations,
  remove,
  removeMessage,
  rename,
  send,
} from "./conversations.{{ext}}";
«import type { Conversation, Message } from "./conversations.{{ext}}";
»
import { byId, el, fill, hidden } from "./dom.{{ext}}";
import { openStore } from "./keep.{{ext}}";
{{#replies}}
import { currentReply, startRuleEditor } from "./rule-editor.{{ext}}";
{{/replies}}
import { greeting, keeps, name, other, people } from "./settings.{{ext}}";
{{#replies}}
import { typingMs } from "./settings.{{ext}}";
{{/replies}}
{{#quick}}
import { quickReplies } from "./settings.{{ext}}";
{{/quick}}
import { toast } from "./toast.{{ext}}";

const store = openStore«<Conversation[]>»(`${name}.conversations`, [], readConversations, keeps);
let all = store.load();
let current = all[0]?.id ?? "";
let words = "";
let typing = "";

byId("add").addEventListener("click", () => start());
byId«<HTMLInputElement>»("search").addEventListener("input", (event) => {
  words = (event.target« as HTMLInputElement»).value;
  showList();
});
byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  say(byId«<HTMLTextAreaElement>»("message").value);
});
byId("message").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say(byId«<HTMLTextAreaElement>»("message").value);
});
byId("ask-cancel").addEventListener("click", () => byId«<HTMLDialogElement>»("ask").close());
byId("back").addEventListener("click", () => {
  byId("main").dataset.view = "list";
  byId("add").focus();
});
{{#export}}
byId("export").addEventListener("click", saveAsText);
{{/export}}
{{#replies}}
startRuleEditor();
{{/replies}}
{{#quick}}
fill(
  byId("quick"),
  ...quickReplies.map((text) => el("button", { type: "button", class: "button", click: () => say(text) }, text)),
);
{{/quick}}
show();

function start()«: Conversation[]» {
  const id = newId();
  let next = open(all, id, "", Date.now());
  if (next === all) {
    toast("There is no room for another conversation. Delete one first.");
    return all;
  }
  if (greeting)
    next = send(next, id, { id: newId(), from: other, text: greeting, at: Date.now() }).map((one) =>
      one.id === id ? { ...one, title: "" } : one,
    );
  current = id;
  change(next);
  byId("main").dataset.view = "thread";
  byId("message").focus();
  return next;
}

function say(text«: string»)«: void» {
  if (text.trim() === "") return;
  if (!all.some((one) => one.id === current)) start();
  const from = document.querySelector«<HTMLSelectElement>»("#from")?.value ?? people[0];
  change(send(all, current, { id: newId(), from, text, at: Date.now() }));
  byId«<HTMLTextAreaElement>»("message").value = "";
  byId("message").focus();
{{#replies}}
  answer(text, from, current);
{{/replies}}
}

{{#replies}}
function answer(text«: string», from«: string», conversation«: string»)«: void» {
  const reply = currentReply(text, from);
  if (reply === "") return;
  typing = conversation;
  showThread();
  setTimeout(() => {
    typing = "";
    change(send(all, conversation, { id: newId(), from: other, text: reply, at: Date.now() }));
  }, typingMs);
}

{{/replies}}
function change(next«: Conversation[]», message = "", undo«?: () => void»)«: void» {
  all = next;
  const kept = store.save(all);
  if (!all.some((one) => one.id === current)) current = find(all, "")[0]?.id ?? "";
  show();
  if (!kept) toast("This browser has no room left. New messages last until the page is closed.");
  else if (message) toast(message, undo && { label: "Undo", run: undo });
}

function show()«: void» {
  showList();
  showThread();
}

function showList()«: void» {
  const found = find(all, words);
  fill(
    byId("conversations"),
    ...found.map((one) => {
      const last = one.messages[one.messages.length - 1];
      return el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: "conversation",
            "aria-current": one.id === current ? "true" : null,
            click: () => choose(one.id),
          },
          el("strong", {}, titleOf(one)),
          el("span", {}, last ? `${last.from}: ${last.text}` : "No messages yet"),
        ),
      );
    }),
  );
  byId("count").textContent =
    all.length === 0
      ? "No conversations yet."
      : words && found.length === 0
        ? `None of ${all.length} conversations matches.`
        : `${found.length} ${found.length === 1 ? "conversation" : "conversations"}`;
}

function choose(id«: string»)«: void» {
  current = id;
  byId("main").dataset.view = "thread";
  show();
  byId("message").focus();
}

function showThread()«: void» {
  const one = all.find((conversation) => conversation.id === current);
  byId("thread-title").textContent = one ? titleOf(one) : "Say something";
  fill(
    byId("thread-actions"),
    one &&
      el(
        "button",
        { type: "button", class: "button button-quiet", click: () => askTitle(one) },
        "Edit",
        hidden(` the title of ${titleOf(one)}`),
      ),
    one &&
      el(
        "button",
        { type: "button", class: "button button-quiet", click: () => removeOne(one) },
        "Delete",
        hidden(` ${titleOf(one)}`),
      ),
  );
  const messages = one?.messages ?? [];
  fill(byId("messages"), ...messages.map((message, at) => bubble(message, messages[at - 1])));
  byId("typing").textContent = typing !== "" && typing === current ? `${other} is typing…` : "";
  byId("hint").hidden = messages.length > 0;
  const box = byId("scroll");
  box.scrollTop = box.scrollHeight;
}

function bubble(message«: Message», before«: Message | undefined»)«: HTMLElement» {
  const mine = message.from === people[0];
  const again = before?.from === message.from;
  const time = new Date(message.at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  return el(
    "li",
    { class: mine ? "message mine" : "message", "data-again": again },
    el("p", { class: "from" }, message.from, el("time", { datetime: new Date(message.at).toISOString() }, time)),
    el("p", { class: "bubble" }, message.text),
    el(
      "p",
      { class: "message-actions" },
      el(
        "button",
        { type: "button", class: "button button-quiet", click: () => askMessage(message) },
        "Edit",
        hidden(` message: ${message.text.slice(0, 40)}`),
      ),
      el(
        "button",
        { type: "button", class: "button button-quiet", click: () => removeText(message) },
        "Delete",
        hidden(` message: ${message.text.slice(0, 40)}`),
      ),
    ),
  );
}

function removeOne(one«: Conversation»)«: void» {
  change(remove(all, one.id), `Deleted “${titleOf(one)}”.`, () => {
    current = one.id;
    change([...all.filter((other) => other.id !== one.id), one]);
  });
}

function removeText(message«: Message»)«: void» {
  const conversation = current;
  change(removeMessage(all, conversation, message.id), "Message deleted.", () =>
    change(putBack(all, conversation, message)),
  );
}

function askTitle(one«: Conversation»)«: void» {
  ask("Title", one.title, (text) => change(rename(all, one.id, text)));
}

function askMessage(message«: Message»)«: void» {
  ask("Message", message.text, (text) => change(editMessage(all, current, message.id, text)));
}

/** One line or more of text, in the dialog. */
function ask(label«: string», text«: string», save«: (text: string) => void»)«: void» {
  const dialog = byId«<HTMLDialogElement>»("ask");
  const field = byId«<HTMLTextAreaElement>»("ask-text");
  byId("ask-label").textContent = label;
  field.value = text;
  byId«<HTMLFormElement>»("ask-form").onsubmit = () => save(field.value);
  dialog.showModal();
  field.select();
}

{{#export}}
function saveAsText()«: void» {
  const one = all.find((conversation) => conversation.id === current);
  if (!one) return toast("There is no conversation to save yet.");
  const link = el("a", {
    href: URL.createObjectURL(new Blob([asText(one)], { type: "text/plain" })),
    download: "conversation.txt",
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

{{/export}}
function titleOf(one«: Conversation»)«: string» {
  return one.title || "New conversation";
}

function newId()«: string» {
  return crypto.randomUUID?.() ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}
