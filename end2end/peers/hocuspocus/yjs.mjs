// @ts-check
// One client of Hocuspocus: a Yjs document on a socket of its own, by y-protocols as the official provider speaks it.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";

// Kinds of messages of Hocuspocus, and the one kind of authentication that a client sends.
const SYNC = 0;
const AUTH = 2;
const SYNC_STATUS = 8;
const TOKEN = 0;
// Kind of sync message that answers the first one with all that the other side has.
const STEP_TWO = 1;

/** Where each edit of a client ends on its own clock, in order: an edit is visible once another document is as far.
 *  All clients are in this process, so this need not travel.
 *  @type {Map<number, number[]>} */
const ends = new Map();

/** @param {{ url: string, name: string, decodes: boolean, seed?: string, seen: (who: number, nth: number) => void }} options
 *  @returns {Promise<import("./load.mjs").Client>} */
export async function join({ url, name, decodes, seed, seen }) {
  const doc = new Y.Doc();
  const text = doc.getText("text");
  const socket = new WebSocket(url, { perMessageDeflate: false });
  /** @type {number[]} */
  const own = [];
  ends.set(doc.clientID, own);
  /** How many edits of each other client are in this document. @type {Map<number, number>} */
  const counts = new Map();

  /** @param {number} kind @param {(encoder: encoding.Encoder) => void} write */
  const send = (kind, write) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, name);
    encoding.writeVarUint(encoder, kind);
    write(encoder);
    socket.send(encoding.toUint8Array(encoder));
  };
  doc.on("update", (/** @type {Uint8Array} */ update, /** @type {unknown} */ origin) => {
    if (origin !== socket) send(SYNC, (encoder) => sync.writeUpdate(encoder, update));
  });
  doc.on("afterTransaction", (/** @type {Y.Transaction} */ transaction) => {
    if (transaction.local) return;
    for (const [who, after] of transaction.afterState) {
      if (after === (transaction.beforeState.get(who) ?? 0)) continue;
      const theirs = ends.get(who) ?? [];
      let count = counts.get(who) ?? 0;
      for (; count < theirs.length && theirs[count] <= after; count++) seen(who, count);
      counts.set(who, count);
    }
  });

  let isSynced = () => {};
  let isStored = () => {};
  const synced = new Promise((resolve) => (isSynced = () => resolve(undefined)));
  const stored = new Promise((resolve) => (isStored = () => resolve(undefined)));
  const listen = (/** @type {Buffer} */ data) => {
    const decoder = decoding.createDecoder(data);
    decoding.readVarString(decoder);
    const kind = decoding.readVarUint(decoder);
    if (kind === SYNC_STATUS) return isStored();
    if (kind !== SYNC) return;
    const answer = encoding.createEncoder();
    const step = sync.readSyncMessage(decoder, answer, doc, socket);
    const bytes = encoding.toUint8Array(answer);
    if (bytes.length > 0) send(SYNC, (encoder) => encoding.writeUint8Array(encoder, bytes));
    if (step === STEP_TWO) isSynced();
  };
  const broken = new Promise((_, reject) => {
    socket.once("error", reject);
    socket.once("close", (code) => reject(new Error(`The peer closed the connection (${code})`)));
  });
  broken.catch(() => {});
  socket.on("message", listen);
  await Promise.race([new Promise((resolve) => socket.once("open", resolve)), broken]);
  send(AUTH, (encoder) => {
    encoding.writeVarUint(encoder, TOKEN);
    encoding.writeVarString(encoder, "");
    encoding.writeVarString(encoder, "4.7.0");
  });
  send(SYNC, (encoder) => sync.writeSyncStep1(encoder, doc));
  await Promise.race([synced, broken]);
  if (seed !== undefined) {
    text.insert(0, seed);
    // The next client must find it.
    await Promise.race([stored, broken]);
  }
  if (!decodes) socket.off("message", listen).on("message", () => {});
  return {
    who: doc.clientID,
    broken,
    length: () => text.length,
    text: () => text.toString(),
    type: (at, letters) => {
      own.push(Y.getState(doc.store, doc.clientID) + letters.length);
      text.insert(at, letters);
    },
    close: () => socket.terminate(),
  };
}
