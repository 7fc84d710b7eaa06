// @ts-check
// One client of a room, in the dialect of bytes (`app/contract/collab/src/protocol/frames.rs`). It only
// inserts, so what others do moves places and nothing else; a change of anything else ends the run.
import { randomBytes } from "node:crypto";
import WebSocket from "ws";

const PROTOCOL = "burnish.v1.bin";
const JSON_FRAME = 0;
const CHANGE_FRAME = 1;
const [FOREIGN, OWN, , RESET, WELCOME] = [0, 1, 2, 3, 4];
const GENERATION = 1;
// Lowest two bits of a step of an operation.
const [RETAIN, , INSERT] = [0, 1, 2];

/** @param {{ url: string, cookie: string, file: string, decodes: boolean, seen: (who: number, nth: number) => void,
 *            stored: (who: number, nth: number) => void }} options
 *  @returns {Promise<import("./load.mjs").Client>} */
export async function join({ url, cookie, file, decodes, seen, stored }) {
  const session = randomBytes(16);
  session[0] = (session[0] ?? 0) | 0x80;
  // What of the session travels with changes to others.
  const who = (session.readUInt32BE(0) ^ session.readUInt32BE(4) ^ session.readUInt32BE(8) ^ session.readUInt32BE(12)) >>> 0;
  const socket = new WebSocket(url, PROTOCOL, { headers: { cookie }, perMessageDeflate: false });
  let text = "";
  let version = -1;
  let handle = 0;
  let seq = 0;
  /** Own changes that are on their way, each as it is after those before it. @type {{ at: number, letters: string }[]} */
  const pending = [];
  /** How many changes under each mark have come. @type {Map<number, number>} */
  const counts = new Map();

  let isOpen = () => {};
  /** @type {(error: Error) => void} */
  let fail = () => {};
  const opened = new Promise((resolve) => (isOpen = () => resolve(undefined)));
  const broken = new Promise((_, reject) => (fail = reject));
  broken.catch(() => {});
  socket.once("error", fail);
  socket.once("close", (code, reason) => fail(new Error(`The server closed the connection (${code} ${reason})`)));

  /** Somebody else's insertion: rewritten over what is on its way here, which stands left of it at the same place. */
  const insert = (/** @type {number} */ at, /** @type {string} */ letters) => {
    for (const own of pending) {
      if (own.at <= at) at += own.letters.length;
      else own.at += letters.length;
    }
    text = text.slice(0, at) + letters + text.slice(at);
  };

  const readUpdates = (/** @type {Reader} */ from) => {
    for (let left = from.number(); left > 0; left--) {
      const kind = from.byte();
      if (kind === FOREIGN) {
        const made = from.number();
        const by = from.mark();
        let at = 0;
        for (let steps = from.number(); steps > 0; steps--) {
          const step = from.number();
          const length = Math.floor(step / 4);
          if (step % 4 === RETAIN) at += length;
          else if (step % 4 === INSERT) {
            const letters = from.text(length);
            insert(at, letters);
            at += letters.length;
          } else throw new Error("Somebody deletes, and this client cannot");
        }
        if (made !== version + 1) throw new Error(`Version ${made} came after ${version}`);
        version = made;
        const nth = counts.get(by) ?? 0;
        counts.set(by, nth + 1);
        seen(by, nth);
      } else if (kind === OWN) {
        version = from.number();
        const number = from.number();
        if (number !== seq - pending.length + 1) throw new Error(`Change ${number} was stored out of order`);
        pending.shift();
        stored(who, number - 1);
      } else if (kind === RESET) {
        from.number();
        version = from.number();
        from.number();
        text = from.text(from.number());
      } else if (kind === WELCOME) {
        from.number();
        from.number();
      } else throw new Error(`It has to come again (an update of kind ${kind}), so this run does not count`);
    }
  };
  /** All that somebody needs who only types: the newest version, from the first update of a frame. */
  const skim = (/** @type {Reader} */ from) => {
    const count = from.number();
    const kind = from.byte();
    if (kind > OWN) throw new Error(`It has to come again (an update of kind ${kind}), so this run does not count`);
    version = Math.max(version, from.number() + count - 1);
  };

  socket.on("message", (/** @type {Buffer} */ frame) => {
    try {
      if (frame[0] === CHANGE_FRAME) {
        const from = new Reader(frame, 1);
        from.number();
        if (decodes || version < 0) readUpdates(from);
        else skim(from);
      } else if (frame[0] === JSON_FRAME && handle === 0) {
        const message = JSON.parse(frame.toString("utf8", 1));
        if (message.type === "opened") handle = message.handle;
        if (message.type === "error") throw new Error(message.message);
      }
      if (handle > 0 && version >= 0) isOpen();
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
  await Promise.race([new Promise((resolve) => socket.once("open", resolve)), broken]);
  const open = { type: "open", filePath: file, session: session.toString("hex"), generation: GENERATION, acked: 0 };
  socket.send(Buffer.concat([Buffer.of(JSON_FRAME), Buffer.from(JSON.stringify(open))]));
  await Promise.race([opened, broken]);
  // Texts only grow here, so a place in the text that it began with is one for ever.
  const reach = text.length;
  return {
    who,
    broken,
    length: () => (decodes ? text.length : reach),
    text: () => text,
    type: (at, letters) => {
      seq++;
      if (decodes) {
        text = text.slice(0, at) + letters + text.slice(at);
        pending.push({ at, letters });
      }
      socket.send(submit(handle, seq, version, at, letters));
    },
    close: () => socket.terminate(),
  };
}

/** A change as bytes.
 *  @param {number} handle @param {number} seq @param {number} base @param {number} at @param {string} letters */
function submit(handle, seq, base, at, letters) {
  /** @type {number[]} */
  const out = [CHANGE_FRAME];
  for (const number of [handle, GENERATION, seq, base]) put(out, number);
  put(out, at > 0 ? 2 : 1);
  if (at > 0) put(out, at * 4 + RETAIN);
  put(out, letters.length * 4 + INSERT);
  // Letters of one byte each.
  for (let n = 0; n < letters.length; n++) out.push(letters.charCodeAt(n));
  return Buffer.from(out);
}

/** Unsigned LEB128. @param {number[]} out @param {number} number */
function put(out, number) {
  while (number >= 128) {
    out.push((number % 128) + 128);
    number = Math.floor(number / 128);
  }
  out.push(number);
}

/** Reads a frame from its beginning to its end. */
class Reader {
  /** @param {Buffer} bytes @param {number} at */
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    if (this.at >= this.bytes.length) throw new Error("A frame ends in the middle");
    return this.bytes[this.at++] ?? 0;
  }

  /** Unsigned LEB128, up to 2^53. */
  number() {
    let number = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      number += (byte % 128) * scale;
      if (byte < 128) return number;
    }
  }

  mark() {
    this.at += 4;
    return this.bytes.readUInt32LE(this.at - 4);
  }

  /** @param {number} bytes */
  text(bytes) {
    this.at += bytes;
    return this.bytes.toString("utf8", this.at - bytes, this.at);
  }
}
