export interface Cache<T> {
  get(key: string): T | undefined;
  /** @param until on the process' monotonic clock. */
  set(key: string, value: T, size: number, until: number): void;
  delete(key: string): void;
}

/** Remembers values up to a total size. Those that were asked for least recently are forgotten first. */
export function createCache<T>(mostSize: number): Cache<T> {
  const known = new Map<string, { readonly value: T; readonly size: number; readonly until: number }>();
  let total = 0;
  const forget = (key: string) => {
    total -= known.get(key)?.size ?? 0;
    known.delete(key);
  };
  return {
    get(key) {
      const found = known.get(key);
      if (found === undefined || found.until <= performance.now()) return undefined;
      known.delete(key);
      known.set(key, found);
      return found.value;
    },
    set(key, value, size, until) {
      forget(key);
      known.set(key, { value, size, until });
      total += size;
      for (const oldest of known.keys()) {
        if (total <= mostSize) break;
        forget(oldest);
      }
    },
    delete: forget,
  };
}
