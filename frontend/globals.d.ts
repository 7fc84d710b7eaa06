// Names that the build replaces (see build/monaco.mjs and build/preview.mjs), and modules that ship without types.
declare const EDITOR_WORKER: string;
declare const JSON_WORKER: string;
declare const ESBUILD_WASM: string;
declare const BRIDGE: string;
declare const IMPORTS: Record<string, string>;
declare const BUNDLER_WORKER: string;

declare module "monaco-editor/languages/definitions/typescript/typescript.js" {
  export const conf: import("monaco-editor").languages.LanguageConfiguration;
  export const language: import("monaco-editor").languages.IMonarchLanguage;
}
declare module "monaco-editor/languages/definitions/javascript/javascript.js" {
  export const conf: import("monaco-editor").languages.LanguageConfiguration;
  export const language: import("monaco-editor").languages.IMonarchLanguage;
}
declare module "monaco-editor/editor/standalone/browser/standaloneServices.js" {
  export const StandaloneServices: { get<T>(service: { readonly type?: T }): T };
}
declare module "monaco-editor/platform/undoRedo/common/undoRedo.js" {
  export const IUndoRedoService: {
    readonly type?: { removeElements(resource: import("monaco-editor").Uri): void };
  };
}
