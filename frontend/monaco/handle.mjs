// @ts-check
// What one mounted editor keeps, shared by the modules that make up its interface.

/** @typedef {import("monaco-editor").editor.IStandaloneCodeEditor} CodeEditor */
/** @typedef {import("monaco-editor").editor.ITextModel} TextModel */
/** @typedef {import("monaco-editor").editor.ICodeEditorViewState} ViewState */

/**
 * @typedef {object} OpenFile
 * @property {TextModel} model
 * @property {ViewState | null} viewState how it looked when another file was put in front of it
 * @property {boolean} silent while a change is not the person's
 * @property {string[]} threads ids of the marks of comments, in the model
 */

/**
 * @typedef {object} Handle one mounted editor and the files open in it
 * @property {CodeEditor} code
 * @property {Map<string, OpenFile>} files
 * @property {string | null} current id of the file on show
 * @property {boolean} readOnly what `setReadOnly` said
 * @property {Map<string, string>} locks id of a file to the name of who locked it; the file need not be open
 * @property {Map<string, () => void>} commands
 * @property {((id: string, changesJson: string) => void) | null} changed
 * @property {((id: string, redo: boolean) => void) | null} undo
 * @property {{dispose(): void} | null} cursorListener
 * @property {() => void} tellCursor tells the cursor's listener of a move that was kept from it
 * @property {string | null} composing id of the file in which an input method is composing
 * @property {((id: string, composing: boolean) => void) | null} tellComposing
 * @property {{dispose(): void} | null} threadListener
 * @property {import("./carets.mjs").Carets} carets
 * @property {() => void} release
 */

/** @param {Handle} handle @param {string} id @returns {OpenFile} */
export function fileOf(handle, id) {
  const file = handle.files.get(id);
  if (!file) throw new Error(`The file ${id} is not open in this editor.`);
  return file;
}

/**
 * Runs `act`, which changes the text, without reporting it as a change of the person.
 * @param {OpenFile} file @param {() => void} act
 */
export function silently(file, act) {
  // A correction may be made while another silent change is being told.
  const before = file.silent;
  file.silent = true;
  try {
    act();
  } finally {
    file.silent = before;
  }
}

/** An input method begins to compose. @param {Handle} handle */
export function beginComposition(handle) {
  handle.composing = handle.current;
  if (handle.composing !== null) handle.tellComposing?.(handle.composing, true);
}

/** The composition is over, or its file went away. @param {Handle} handle */
export function endComposition(handle) {
  const { composing } = handle;
  handle.composing = null;
  if (composing !== null) handle.tellComposing?.(composing, false);
}
