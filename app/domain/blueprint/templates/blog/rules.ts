/** The drawer in this browser's storage, and whether comments are put there. */
export const name = {{slug:js}};
export const keepsComments = {{keeps}};
