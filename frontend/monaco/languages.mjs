// @ts-check
// Which languages are highlighted. The four of the TypeScript family are built from Monaco's own grammar with two
// additions it lacks: the names of called functions, and JSX.
// First: Monaco collects its services when one is first used, and a feature that comes later would miss its own.
import "./features.mjs";
import { languages } from "monaco-editor/editor.js";
import { conf, language as typescript } from "monaco-editor/languages/definitions/typescript/typescript.js";
import { language as javascript } from "monaco-editor/languages/definitions/javascript/javascript.js";
import "monaco-editor/languages/definitions/cpp/register.js";
import "monaco-editor/languages/definitions/css/register.js";
import "monaco-editor/languages/definitions/dockerfile/register.js";
import "monaco-editor/languages/definitions/go/register.js";
import "monaco-editor/languages/definitions/graphql/register.js";
import "monaco-editor/languages/definitions/html/register.js";
import "monaco-editor/languages/definitions/ini/register.js";
import "monaco-editor/languages/definitions/java/register.js";
import "monaco-editor/languages/definitions/less/register.js";
import "monaco-editor/languages/definitions/markdown/register.js";
import "monaco-editor/languages/definitions/php/register.js";
import "monaco-editor/languages/definitions/python/register.js";
import "monaco-editor/languages/definitions/ruby/register.js";
import "monaco-editor/languages/definitions/rust/register.js";
import "monaco-editor/languages/definitions/scss/register.js";
import "monaco-editor/languages/definitions/shell/register.js";
import "monaco-editor/languages/definitions/sql/register.js";
import "monaco-editor/languages/definitions/xml/register.js";
import "monaco-editor/languages/definitions/yaml/register.js";
import "monaco-editor/languages/features/json/register.js";

/** @typedef {import("monaco-editor").languages.IMonarchLanguage} Grammar */

// `total(` is a call, `if (` is not: keywords win.
const CALL = [/#?[a-z_$][\w$]*(?=\s*\()/, { cases: { "@keywords": "keyword", "@default": "function" } }];

const JSX_IN_CODE = [
  // `useState<Book>` is a type argument, not the start of an element.
  [/([a-zA-Z_$][\w$]*)(<)/, [{ cases: { "@keywords": "keyword", "@default": "identifier" } }, "delimiter.angle"]],
  [/<>/, "delimiter.tag", "@jsxChildren"],
  // `<T,>` and `<T extends U>` open type parameters.
  [/(<)([A-Za-z_$][\w$.:-]*)(?=[\s/>]|$)(?!\s+extends\b)/, ["delimiter.tag", { token: "tag", next: "@jsxTag" }]],
];

const JSX_STATES = {
  jsxTag: [
    { include: "@whitespace" },
    [/\/>/, "delimiter.tag", "@pop"],
    [/>/, { token: "delimiter.tag", switchTo: "@jsxChildren" }],
    [/[A-Za-z_$][\w$:.-]*/, "attribute.name"],
    [/=/, "delimiter"],
    [/"/, "attribute.value", "@jsxDouble"],
    [/'/, "attribute.value", "@jsxSingle"],
    [/\{/, "delimiter.bracket", "@bracketCounting"],
    [/./, ""],
  ],
  jsxChildren: [
    [/(<\/)([\w$.:-]*)(\s*>)/, ["delimiter.tag", "tag", { token: "delimiter.tag", next: "@pop" }]],
    [/<>/, "delimiter.tag", "@jsxChildren"],
    [/(<)([A-Za-z_$][\w$.:-]*)/, ["delimiter.tag", { token: "tag", next: "@jsxTag" }]],
    [/\{/, "delimiter.bracket", "@bracketCounting"],
    [/&#?\w+;/, "string.escape"],
    [/[^<{&]+/, ""],
    [/./, ""],
  ],
  jsxDouble: [
    [/[^"]+/, "attribute.value"],
    [/"/, "attribute.value", "@pop"],
  ],
  jsxSingle: [
    [/[^']+/, "attribute.value"],
    [/'/, "attribute.value", "@pop"],
  ],
};

/** @param {Grammar} base @param {boolean} jsx @returns {Grammar} */
function extended(base, jsx) {
  const { common, ...states } = base.tokenizer;
  const first = jsx ? [...JSX_IN_CODE, CALL] : [CALL];
  return /** @type {any} */ ({
    ...base,
    tokenizer: { ...states, ...(jsx ? JSX_STATES : {}), common: [...first, ...common] },
  });
}

const FAMILY = [
  {
    id: "typescript",
    extensions: [".ts", ".mts", ".cts"],
    aliases: ["TypeScript", "ts"],
    mimetypes: ["text/typescript"],
    base: typescript,
    jsx: false,
  },
  {
    id: "typescriptreact",
    extensions: [".tsx"],
    aliases: ["TypeScript JSX", "tsx"],
    mimetypes: ["text/typescript-jsx"],
    base: typescript,
    jsx: true,
  },
  {
    id: "javascript",
    extensions: [".js", ".mjs", ".cjs"],
    aliases: ["JavaScript", "js"],
    mimetypes: ["text/javascript"],
    base: javascript,
    jsx: false,
  },
  {
    id: "javascriptreact",
    extensions: [".jsx"],
    aliases: ["JavaScript JSX", "jsx"],
    mimetypes: ["text/jsx"],
    base: javascript,
    jsx: true,
  },
];

for (const { base, jsx, ...definition } of FAMILY) {
  languages.register(definition);
  languages.setLanguageConfiguration(definition.id, conf);
  languages.setMonarchTokensProvider(definition.id, extended(base, jsx));
}

// Close enough to colour: sections, keys and values.
languages.register({ id: "ini", extensions: [".toml", ".env"], filenames: [".env", ".editorconfig", ".npmrc"] });

/**
 * The language of a file name, or "plaintext". Whole names (`Dockerfile`) win over endings.
 * @param {string} path
 */
export function languageOf(path) {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  let found = "plaintext";
  let length = 0;
  for (const language of languages.getLanguages()) {
    if (language.filenames?.some((candidate) => candidate.toLowerCase() === name)) return language.id;
    for (const extension of language.extensions ?? []) {
      // The longest ending wins, whatever order the languages were registered in.
      if (extension.length > length && name.endsWith(extension.toLowerCase())) {
        found = language.id;
        length = extension.length;
      }
    }
  }
  return found;
}

/** True for an id that `languages` knows, so that a caller's guess never leaves a file without colours. */
export function isKnown(/** @type {string} */ id) {
  return languages.getLanguages().some((language) => language.id === id);
}
