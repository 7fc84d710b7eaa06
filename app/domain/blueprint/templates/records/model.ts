// What {{a_singular:note}} is. Change the fields here: the form, the list, the search and the tests follow.

«export type Value = string | number | boolean | null;

export interface {{Type}} {
  id: string;
  /** Milliseconds since 1970. */
  createdAt: number;
{{members}}
}

/** What the form asks for. */
export type Draft = Omit<{{Type}}, "id" | "createdAt">;
export type FieldKey = keyof Draft;

export interface Field {
  key: FieldKey;
  label: string;
  type:
    | "text"
    | "longText"
    | "number"
    | "money"
    | "date"
    | "time"
    | "checkbox"
    | "choice"
    | "email"
    | "url"
    | "phone"
    | "rating";
  required: boolean;
  /** The words of a choice. */
  options?: string[];
  /** Shown beside a number. */
  unit?: string;
  /** The code of a currency, such as EUR. */
  currency?: string;
}

export interface Sort {
  field: FieldKey | "createdAt";
  descending: boolean;
}
»

export const singular = {{singular:js}};
export const plural = {{plural:js}};

export const fields«: Field[]» = [
{{fields}}
];

/** The order of the list when the page opens. */
export const firstSort«: Sort» = {{sort}};

/** Fields that the list can be narrowed by. */
export const filterKeys«: FieldKey[]» = {{filters}};

/** Fields that are added up under the list. */
export const totalKeys«: FieldKey[]» = {{totals}};

/** The most {{plural:note}} that may be added. */
export const itemLimit = {{limit}};
