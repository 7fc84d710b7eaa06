// @ts-check
// Two texts and what differs.
import { editor } from "monaco-editor/editor.js";
import { appearance, remeasureWhenFontsArrive } from "./appearance.mjs";
import { isKnown, languageOf } from "./languages.mjs";
import { withLineFeeds } from "./text.mjs";

/** @typedef {import("monaco-editor").editor.ITextModel} TextModel */
/** @typedef {import("monaco-editor").editor.IStandaloneDiffEditor} DiffEditor */
/** @typedef {{diff: DiffEditor, original: TextModel, modified: TextModel}} DiffHandle */

/**
 * Shows two texts and what differs. Both sides are read-only; unchanged stretches fold away.
 * @param {HTMLElement} element @param {string} originalText @param {string} modifiedText
 * @param {string} language a Monaco language id or a file name
 * @param {import("./appearance.mjs").Options & {sideBySide?: boolean}} [options] @returns {DiffHandle}
 */
export function createDiff(element, originalText, modifiedText, language, options = {}) {
  const diff = editor.createDiffEditor(element, {
    ...appearance({ ariaLabel: "Changes", ...options }),
    readOnly: true,
    originalEditable: false,
    renderSideBySide: options.sideBySide ?? true,
    useInlineViewWhenSpaceIsLimited: true,
    renderSideBySideInlineBreakpoint: 640,
    hideUnchangedRegions: { enabled: true, contextLineCount: 3, minimumLineCount: 4 },
    renderOverviewRuler: false,
    renderGutterMenu: false,
    ignoreTrimWhitespace: false,
    diffAlgorithm: "advanced",
  });
  const id = isKnown(language) ? language : languageOf(language);
  const original = editor.createModel(withLineFeeds(originalText), id);
  const modified = editor.createModel(withLineFeeds(modifiedText), id);
  diff.setModel({ original, modified });
  remeasureWhenFontsArrive();
  return { diff, original, modified };
}
