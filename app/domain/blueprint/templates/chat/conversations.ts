// Conversations as plain values: every function answers with new ones and leaves the old alone. No page, no clock.

«export type Message = { id: string; from: string; text: string; at: number };
export type Conversation = { id: string; title: string; messages: Message[]; at: number };

»
/** Browsers keep about five megabytes; these limits stay below it. */
export const LONGEST_MESSAGE = 4000;
export const MOST_MESSAGES = 500;
export const MOST_CONVERSATIONS = 200;

const LONGEST_TITLE = 60;

/** Starts a conversation in front of the others. Beyond the limit nothing changes. */
export function open(conversations«: Conversation[]», id«: string», title«: string», at«: number»)«: Conversation[]» {
  if (conversations.length >= MOST_CONVERSATIONS) return conversations;
  return [{ id, title: cleanTitle(title), messages: [], at }, ...conversations];
}

/** Adds a message; the oldest go when a conversation is full. The first one names a conversation that has no title. */
export function send(conversations«: Conversation[]», id«: string», message«: Message»)«: Conversation[]» {
  const text = message.text.trim().slice(0, LONGEST_MESSAGE);
  if (text === "") return conversations;
  return conversations.map((one) => {
    if (one.id !== id) return one;
    const messages = [...one.messages, { ...message, text }].slice(-MOST_MESSAGES);
    return { ...one, messages, at: message.at, title: one.title || cleanTitle(text) };
  });
}

export function rename(conversations«: Conversation[]», id«: string», title«: string»)«: Conversation[]» {
  return conversations.map((one) => (one.id === id ? { ...one, title: cleanTitle(title) } : one));
}

export function editMessage(conversations«: Conversation[]», id«: string», message«: string», text«: string»)«: Conversation[]» {
  if (text.trim() === "") return conversations;
  const change = (one«: Message») => (one.id === message ? { ...one, text: text.trim().slice(0, LONGEST_MESSAGE) } : one);
  return conversations.map((one) => (one.id === id ? { ...one, messages: one.messages.map(change) } : one));
}

export function removeMessage(conversations«: Conversation[]», id«: string», message«: string»)«: Conversation[]» {
  return conversations.map((one) =>
    one.id === id ? { ...one, messages: one.messages.filter((other) => other.id !== message) } : one,
  );
}

/** Puts a removed message back to its place in time. Doing it twice changes nothing. */
export function putBack(conversations«: Conversation[]», id«: string», message«: Message»)«: Conversation[]» {
  return conversations.map((one) => {
    if (one.id !== id || one.messages.some((other) => other.id === message.id)) return one;
    return { ...one, messages: [...one.messages, message].sort((a, b) => a.at - b.at) };
  });
}

export function remove(conversations«: Conversation[]», id«: string»)«: Conversation[]» {
  return conversations.filter((one) => one.id !== id);
}

/** Conversations in which every word occurs, in the title or in a message; the latest first. */
export function find(conversations«: Conversation[]», words«: string»)«: Conversation[]» {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return conversations
    .filter((one) => {
      const text = plain([one.title, ...one.messages.map((message) => message.text)].join("\n"));
      return wanted.every((word) => text.includes(word));
    })
    .sort((a, b) => b.at - a.at);
}

/** What was kept in the browser; throws when it is something else. */
export function readConversations(kept«: unknown»)«: Conversation[]» {
  if (!Array.isArray(kept)) throw new Error("What was kept is not a list.");
  return kept.map((one) => {
    const sound = typeof one?.id === "string" && typeof one?.title === "string" && Array.isArray(one?.messages);
    if (!sound || one.messages.some((message«: Message») => typeof message?.text !== "string"))
      throw new Error("A kept conversation is damaged.");
    return one;
  });
}

/** The whole conversation as text, for a file. */
export function asText(conversation«: Conversation»)«: string» {
  const lines = conversation.messages.map(
    (message) => `${new Date(message.at).toLocaleString()}  ${message.from}: ${message.text}`,
  );
  return [conversation.title || "Untitled", "", ...lines, ""].join("\n");
}

function cleanTitle(title«: string»)«: string» {
  const line = title.replace(/\s+/g, " ").trim();
  return line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE - 1)}…` : line;
}

export function plain(text«: string»)«: string» {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
