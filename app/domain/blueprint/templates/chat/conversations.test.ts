import assert from "node:assert/strict";
import { test } from "node:test";
import {
  LONGEST_MESSAGE,
  MOST_MESSAGES,
  asText,
  editMessage,
  find,
  open,
  putBack,
  readConversations,
  remove,
  removeMessage,
  rename,
  send,
} from "../src/conversations.{{ext}}";

const message = (id«: string», text«: string», at = 1) => ({ id, from: "Ada", text, at });
const started = () => send(open([], "c", "", 1), "c", message("m", "Bring the maps", 5));

test("the first message names a conversation without a title", () => {
  assert.equal(started()[0].title, "Bring the maps");
  assert.equal(send(open([], "c", "Trip", 1), "c", message("m", "x"))[0].title, "Trip");
});

test("an empty message is not sent and a long one is cut", () => {
  const before = started();
  assert.equal(send(before, "c", message("n", "  \n ")), before);
  assert.equal(send(before, "c", message("n", "x".repeat(9999)))[0].messages[1].text.length, LONGEST_MESSAGE);
});

test("a full conversation lets its oldest messages go", () => {
  let all = open([], "c", "Long", 1);
  for (let at = 0; at < MOST_MESSAGES + 3; at += 1) all = send(all, "c", message(String(at), `n${at}`, at));
  assert.equal(all[0].messages.length, MOST_MESSAGES);
  assert.equal(all[0].messages[0].text, "n3");
});

test("messages are edited and removed by themselves", () => {
  const two = send(started(), "c", message("n", "And water", 6));
  assert.equal(editMessage(two, "c", "n", "And tea")[0].messages[1].text, "And tea");
  assert.equal(editMessage(two, "c", "n", "  "), two);
  const without = removeMessage(two, "c", "m");
  assert.deepEqual(
    without[0].messages.map((one) => one.id),
    ["n"],
  );
  const back = putBack(without, "c", two[0].messages[0]);
  assert.deepEqual(putBack(back, "c", two[0].messages[0]), two);
});

test("finding looks at titles and messages and puts the latest first", () => {
  const all = send(open(started(), "d", "Café", 2), "d", message("n", "maps too", 9));
  assert.deepEqual(
    find(all, "MAPS").map((one) => one.id),
    ["d", "c"],
  );
  assert.deepEqual(
    find(all, "cafe").map((one) => one.id),
    ["d"],
  );
});

test("renaming and removing touch one conversation", () => {
  const all = open(started(), "d", "Two", 2);
  assert.deepEqual(
    rename(all, "c", " New\nname ").map((one) => one.title),
    ["Two", "New name"],
  );
  assert.deepEqual(
    remove(all, "d").map((one) => one.id),
    ["c"],
  );
});

test("the text file has every message", () => {
  assert.ok(asText(started()[0]).includes("Ada: Bring the maps"));
});

test("damaged storage is refused", () => {
  assert.throws(() => readConversations([{ id: "c", title: "x", messages: [{}] }]));
  assert.deepEqual(readConversations(started()), started());
});
