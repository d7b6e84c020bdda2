/** What `act` returns; undefined where it throws: a browser that keeps nothing for a page throws at any use of its storage. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
