// @ts-check
// How the editor and the diff look: themes, type, and what Monaco shows of its many extras.
// First: Monaco collects its services when one is first used, and a feature that comes later would miss its own.
import "./features.mjs";
import { editor } from "monaco-editor/editor.js";
import { themeData } from "./theme.mjs";

/** @typedef {{theme?: "light" | "dark", readOnly?: boolean, fontSize?: number, ariaLabel?: string}} Options */

editor.defineTheme("burnish-light", themeData("light"));
editor.defineTheme("burnish-dark", themeData("dark"));
setTheme("light");

/** Themes are page-wide: every editor and diff follows. @param {"light" | "dark"} theme */
export function setTheme(theme) {
  editor.setTheme(theme === "dark" ? "burnish-dark" : "burnish-light");
}

const FONT = '"JetBrains Mono", ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace';

/**
 * Adds the editor's stylesheet to the page, once. Resolves when it applies.
 * @param {string} url @returns {Promise<void>}
 */
export function loadStyles(url) {
  if ([...document.styleSheets].some((sheet) => sheet.href === new URL(url, document.baseURI).href))
    return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = url;
    link.onload = () => resolve();
    link.onerror = () => {
      // A dead link would make the next attempt believe that the styles are on their way.
      link.remove();
      reject(new Error("the stylesheet did not arrive"));
    };
    document.head.append(link);
  });
}

/** In CSS pixels; a whole number, because Monaco would round each line by itself. */
export const lineHeightOf = (/** @type {number} */ fontSize) => Math.round(fontSize * 1.55);

/** Settings that the editor and the diff share. @param {Options} options */
export function appearance({ theme, fontSize = 13, ariaLabel = "Code editor" }) {
  // Page-wide: without a wish, what the page has stays.
  if (theme) setTheme(theme);
  return {
    fontFamily: FONT,
    fontSize,
    lineHeight: lineHeightOf(fontSize),
    fontLigatures: true,
    ariaLabel,
    accessibilitySupport: /** @type {"auto"} */ ("auto"),
    automaticLayout: true,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    smoothScrolling: true,
    fixedOverflowWidgets: true,
    overviewRulerLanes: 2,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    renderLineHighlight: /** @type {"line"} */ ("line"),
    renderLineHighlightOnlyWhenFocus: true,
    guides: { indentation: true, highlightActiveIndentation: true, bracketPairs: false },
    bracketPairColorization: { enabled: false },
    stickyScroll: { enabled: false },
    lineNumbersMinChars: 3,
    padding: { top: 10, bottom: 10 },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    unusualLineTerminators: /** @type {"off"} */ ("off"),
    wordBasedSuggestions: /** @type {"currentDocument"} */ ("currentDocument"),
    suggest: { showStatusBar: false, preview: false },
  };
}

/** Monaco measures characters once. Measured with a fallback font, the cursor would stand beside the letters. */
export function remeasureWhenFontsArrive() {
  Promise.all([document.fonts.load('13px "JetBrains Mono"'), document.fonts.ready]).then(
    () => editor.remeasureFonts(),
    () => {},
  );
}
