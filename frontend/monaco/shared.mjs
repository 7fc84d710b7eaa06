// @ts-check
// One text for several people. An engine outside of Monaco agrees with everybody on the text. Here it is shown, and
// what the others did is put into it without moving the person's cursor or what they read; undo is the engine's.
//
// Composition: while an input method composes (Chinese, Japanese, dead keys), nobody else may change the text under it.
// `applyRemote` and `replaceText` then return false and do nothing, and the composition's own steps are reported as they
// come. `onComposing` tells when it begins and ends: the engine keeps what comes in away from its text meanwhile, so that
// both hold the same text all the time.
import { editor, Selection } from "monaco-editor/editor.js";
import { fileOf, silently } from "./handle.mjs";
import { asMarkdown } from "./people.mjs";
import { endOfLast, followed, followedSelection, keptScrollTop } from "./places.mjs";
import { operationsOf } from "./report.mjs";
import { checkedEdits, smallestEdit, withLineFeeds } from "./text.mjs";

/** @typedef {import("./handle.mjs").Handle} Handle */
/** @typedef {import("./handle.mjs").OpenFile} OpenFile */
/** @typedef {import("./handle.mjs").TextModel} TextModel */
/** @typedef {import("./places.mjs").Edit} Edit */
/** @typedef {import("monaco-editor").IPosition} IPosition */

/**
 * Applies what others did, in one step that undo does not know and that is not reported to `onChange`. The person's
 * cursors and selections stay where they were in the text, and what they read stays where it was on the screen. With
 * `own` the edits take back or repeat what the person did: the cursor goes to the end of the last one.
 *
 * Returns false, with nothing changed, while an input method composes in this file. Throws, and changes nothing, when
 * an edit is out of range or two overlap.
 * @param {Handle} handle @param {string} id
 * @param {string} editsJson `{rangeOffset, rangeLength, text}[]`, all relative to the text before the call
 * @param {boolean} own
 */
export function applyRemote(handle, id, editsJson, own) {
  const file = fileOf(handle, id);
  const edits = checkedEdits(JSON.parse(editsJson), file.model.getValueLength());
  return apply(handle, id, file, edits, own);
}

/**
 * Makes the text equal to `text` by the smallest edit, like `applyRemote` with somebody else's edit.
 * @param {Handle} handle @param {string} id @param {string} text
 */
export function replaceText(handle, id, text) {
  const file = fileOf(handle, id);
  const edit = smallestEdit(file.model.getValue(), withLineFeeds(text));
  return apply(handle, id, file, edit ? [edit] : [], false);
}

/** @param {Handle} handle @param {string} id @param {OpenFile} file @param {Edit[]} edits @param {boolean} own */
function apply(handle, id, file, edits, own) {
  if (handle.composing === id) {
    return false;
  }
  if (edits.length === 0) return true;
  const { code } = handle;
  const { model } = file;
  const isShown = handle.current === id;
  const keep = isShown ? placesOnShow(handle, model) : placesHidden(file);
  silently(file, () => model.applyEdits(operationsOf(model, edits)));
  // Silent for the cursor's listener too: Monaco moves the cursor in its own way before it is put right.
  silently(file, () => keep(edits));
  if (!isShown) return true;
  if (own) {
    const end = model.getPositionAt(endOfLast(edits));
    silently(file, () => code.setPosition(end));
    code.revealPositionInCenterIfOutsideViewport(end);
  }
  handle.tellCursor();
  return true;
}

/**
 * Remembers cursors and scroll position of the file on show.
 * @param {Handle} handle @param {TextModel} model @returns {(edits: readonly Edit[]) => void} puts them back
 */
function placesOnShow({ code }, model) {
  const selections = (code.getSelections() ?? []).map((selection) => ({
    anchor: model.getOffsetAt(selection.getSelectionStart()),
    head: model.getOffsetAt(selection.getPosition()),
  }));
  const line = code.getVisibleRanges()[0]?.startLineNumber ?? 1;
  const first = model.getOffsetAt({ lineNumber: line, column: 1 });
  const [scrollTop, topBefore] = [code.getScrollTop(), code.getTopForLineNumber(line)];
  return (edits) => {
    const moved = selections.map(({ anchor, head }) => {
      const [start, end] = followedSelection(edits, anchor, head).map((offset) => model.getPositionAt(offset));
      return new Selection(start.lineNumber, start.column, end.lineNumber, end.column);
    });
    // Setting what is there already would forget the column that the arrow keys return to.
    if (!same(moved, code.getSelections() ?? [])) code.setSelections(moved);
    const lineNow = model.getPositionAt(followed(edits, first, true)).lineNumber;
    const wanted = keptScrollTop(scrollTop, topBefore, code.getTopForLineNumber(lineNow));
    // Nor must a scroll that is still under way be stopped.
    if (wanted !== code.getScrollTop()) code.setScrollTop(wanted, editor.ScrollType.Immediate);
  };
}

/** @param {Selection[]} one @param {Selection[]} other */
function same(one, other) {
  return one.length === other.length && one.every((selection, at) => selection.equalsSelection(other[at]));
}

/**
 * The same for a file behind the one on show, whose places Monaco keeps as plain lines and columns.
 * @param {OpenFile} file @returns {(edits: readonly Edit[]) => void}
 */
function placesHidden(file) {
  const { model, viewState } = file;
  if (!viewState) return () => {};
  const offsetOf = (/** @type {IPosition} */ place) => model.getOffsetAt(place);
  const cursors = viewState.cursorState.map(({ selectionStart, position }) => ({
    anchor: offsetOf(selectionStart),
    head: offsetOf(position),
  }));
  const first = offsetOf(viewState.viewState.firstPosition);
  return (edits) => {
    file.viewState = {
      ...viewState,
      cursorState: viewState.cursorState.map((state, at) => {
        const [anchor, head] = followedSelection(edits, cursors[at].anchor, cursors[at].head);
        return { ...state, selectionStart: model.getPositionAt(anchor), position: model.getPositionAt(head) };
      }),
      viewState: { ...viewState.viewState, firstPosition: model.getPositionAt(followed(edits, first, true)) },
    };
  };
}

/**
 * Takes undo and redo away from Monaco: its keys, menus and commands, and the browser's, call `callback` instead while
 * the file may be changed. Monaco forgets what it could have undone. A second call replaces the callback.
 * @param {Handle} handle @param {(id: string, redo: boolean) => void} callback
 */
export function onUndo(handle, callback) {
  handle.undo = callback;
}

const BY_THE_BROWSER = /** @type {Record<string, string>} */ ({ historyUndo: "undo", historyRedo: "redo" });

/**
 * The browser's own undo, from its menu or by shaking a phone, would bring old text into Monaco's field of input.
 * @param {Handle} handle @param {HTMLElement} element @returns {() => void} stops listening
 */
export function hearBrowserUndo(handle, element) {
  const onBeforeInput = (/** @type {InputEvent} */ event) => {
    const command = BY_THE_BROWSER[event.inputType];
    // Without the focus in the text it is another field, such as the search.
    if (!command || !handle.undo || !handle.code.hasTextFocus()) return;
    event.preventDefault();
    event.stopPropagation();
    handle.code.trigger("browser", command, null);
  };
  element.addEventListener("beforeinput", onBeforeInput, true);
  return () => element.removeEventListener("beforeinput", onBeforeInput, true);
}

/**
 * Tells that an input method begins to compose in a file, or has ended. A second call replaces the callback.
 * @param {Handle} handle @param {(id: string, composing: boolean) => void} callback
 */
export function onComposing(handle, callback) {
  handle.tellComposing = callback;
}

/**
 * Says that `name` has locked file `id`, open or not: it can be read here and not changed, and whoever types is told
 * why. null opens it again.
 * @param {Handle} handle @param {string} id @param {string | null} [name]
 */
export function lockedFor(handle, id, name) {
  if (name === null || name === undefined) handle.locks.delete(id);
  else handle.locks.set(id, name);
  if (handle.current === id) showLock(handle);
}

/** Allows or refuses typing in the file on show. @param {Handle} handle */
export function showLock(handle) {
  const name = handle.current === null ? undefined : handle.locks.get(handle.current);
  handle.code.updateOptions({
    readOnly: handle.readOnly || name !== undefined,
    readOnlyMessage: {
      value:
        name === undefined || handle.readOnly
          ? "You can read this file, but not change it."
          : `${asMarkdown(name)} has locked this file.`,
    },
  });
}
