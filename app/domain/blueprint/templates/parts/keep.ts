// Keeps one value in this browser. Storage may be full, forbidden or damaged; the app goes on in memory then and says so.

«export type Store<T> = {
  /** What was kept, or the value to begin with. */
  load(): T;
  /** Keeps the value. False when the browser refused; the value then lives until the page is closed. */
  save(value: T): boolean;
};

»
/**
 * Opens the drawer called `key`. `read` turns what was kept into a value and throws when it does not look right;
 * damaged text is set aside under "<key>.damaged" instead of being overwritten.
 */
export function openStore«<T>»(key«: string», empty«: T», read«: (kept: unknown) => T», keep = true)«: Store<T>» {
  let memory = empty;
  return {
    load() {
      if (!keep) return memory;
      let text«: string | null» = null;
      try {
        text = localStorage.getItem(key);
      } catch {
        return memory;
      }
      if (text === null) return memory;
      try {
        memory = read(JSON.parse(text));
      } catch {
        try {
          localStorage.setItem(`${key}.damaged`, text);
        } catch {
          // There is no room for a second copy; the first one is still where it was.
        }
      }
      return memory;
    },
    save(value) {
      memory = value;
      if (!keep) return true;
      try {
        localStorage.setItem(key, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
  };
}
