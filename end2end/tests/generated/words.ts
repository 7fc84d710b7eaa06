// Things that nobody has ever kept a list of, drawn at random. The generator knows none of these words
// (`generated.spec.ts` checks it), so it can only treat them as the description says.

/** Words for one thing; the plural is an s more. */
export const NOUNS = [
  "tolvick", "brindelo", "quaspet", "marlune", "dravit", "sorpel", "yondle", "kestrig", "plimber", "vossel",
  "hapnik", "grelbo", "wunfold", "istrel", "chondra", "felmot", "rundlet", "skarnel", "obrine", "tewlit",
]; // prettier-ignore

/** Words for what is known about it. */
export const LABELS = [
  "glimture", "parvey", "oskeld", "tremlow", "bivance", "nardic", "lufton", "cravost", "mipple", "sandrig",
  "ulvane", "cortune", "dwellip", "fustane", "jorvel", "kibrow", "lanquet", "mottive", "pindle", "quorrel",
]; // prettier-ignore

/** Words that stand in records. */
export const VALUES = [
  "ambercot", "belvoir", "carnelid", "dovetram", "elderfin", "foxhollin", "gannetry", "hollowick", "irontarn",
  "jessamy", "knapwell", "lindwurm", "merlaith", "nettlebed", "orrisden", "peverill", "quillan", "rowanby",
]; // prettier-ignore

/** Numbers between 0 and 1 that are the same for the same seed (Mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

function draw<T>(random: Random, from: readonly T[], count: number): T[] {
  const rest = [...from];
  return Array.from({ length: count }, () => rest.splice(Math.floor(random() * rest.length), 1)[0]!);
}

export type FieldSort = "text" | "long" | "number" | "date" | "tick" | "choice" | "email" | "link" | "stars" | "time";

/** What is known about a thing: its name on screen, and what it holds. */
export interface Field {
  label: string;
  sort: FieldSort;
  /** The words of a choice. */
  options: string[];
}

/** A thing with its fields. The first field is a line of text, which names the records. */
export interface Entity {
  one: string;
  many: string;
  fields: Field[];
}

const SORTS: FieldSort[] = ["text", "long", "number", "date", "tick", "choice", "email", "link", "stars", "time"];

/** A random thing with a name and three more fields. */
export function entityFrom(random: Random): Entity {
  const one = draw(random, NOUNS, 1)[0]!;
  const labels = draw(random, LABELS, 4);
  const sorts: FieldSort[] = ["text", ...draw(random, SORTS, 3)];
  const fields = labels.map((label, at) => {
    const sort = sorts[at]!;
    return { label, sort, options: sort === "choice" ? draw(random, VALUES, 3) : [] };
  });
  return { one, many: `${one}s`, fields };
}

/** The field in a description: "a parvey (number)". */
export function phrase({ label, sort, options }: Field): string {
  const hints: Record<FieldSort, string> = {
    text: "",
    long: " (long text)",
    number: " (number)",
    date: " (date)",
    tick: " (yes/no)",
    choice: ` (one of ${options.join(", ")})`,
    email: " (e-mail)",
    link: " (link)",
    stars: " (1 to 5 stars)",
    time: " (time)",
  };
  return `a ${label}${hints[sort]}`;
}

/** "Each tolvick has a glimture, a parvey (number) and an oskeld (date)" */
export function sentence(entity: Entity): string {
  const phrases = entity.fields.map(phrase);
  return `Each ${entity.one} has ${phrases.slice(0, -1).join(", ")} and ${phrases.at(-1)}`;
}

/** What a field's control is filled with. */
export type Value = string | boolean;

/** Values for a record, one per field; those of two draws differ in the first field. */
export function valuesFrom(random: Random, entity: Entity, name: string): Value[] {
  const two = (n: number) => String(n).padStart(2, "0");
  const upTo = (n: number) => 1 + Math.floor(random() * n);
  return entity.fields.map(({ sort }, at): Value => {
    if (at === 0) return name;
    const word = draw(random, VALUES, 1)[0]!;
    switch (sort) {
      case "text":
        return `${word} <i>&amp;</i> “co”`;
      case "long":
        return `${word} on the first line\nand a second one`;
      case "number":
        return String(upTo(9_000));
      case "date":
        return `20${20 + upTo(20)}-${two(upTo(12))}-${two(upTo(28))}`;
      case "tick":
        return random() < 0.5;
      case "choice":
        return String(upTo(3));
      case "email":
        return `${word}@example.org`;
      case "link":
        return `https://example.org/${word}`;
      case "stars":
        return String(upTo(5));
      case "time":
        return `${two(upTo(23))}:${two(upTo(59))}`;
    }
  });
}
