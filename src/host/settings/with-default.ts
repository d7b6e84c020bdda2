/** The warnings that have been logged. */
const warned = new Set<string>();

/**
 * Reads a setting that a typing error must not stop the site for: an empty one is the default, and so is one that `check`
 * refuses, after one warning in the log.
 *
 * @param check throws a {TypeError} with the setting's name and what to write.
 */
export function withDefault<T>(setting: string | undefined, otherwise: T, check: (text: string) => T): T {
  const text = setting?.trim() ?? "";
  if (text === "") return otherwise;
  try {
    return check(text);
  } catch (error) {
    const { message } = error as TypeError;
    // The operator reads the host's log.
    // oxlint-disable-next-line no-console
    if (!warned.has(message)) console.warn(`${message} Using ${String(otherwise)}.`);
    warned.add(message);
    return otherwise;
  }
}
