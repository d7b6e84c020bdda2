/** Cal's queue function, once it was asked for, and its queue for each namespace. */
interface WithCal {
  Cal?: { ns: Record<string, (instruction: "ui", options: { theme: string; colorScheme: string }) => void> };
}

/**
 * Tells the mounted calendar when the visitor's system changes between light and dark. Its frame is given the theme
 * once, in its address; with another colour scheme than the page's it gets an opaque background.
 *
 * Apart from `cal-embed.ts`, which is fetched before every calendar: this comes with the island.
 *
 * @param namespace of the calendar that is mounted at the moment, if any.
 * @returns what ends it.
 */
export function followColourScheme(namespace: () => string | undefined): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    const theme = dark.matches ? "dark" : "light";
    (window as unknown as WithCal).Cal?.ns[namespace() ?? ""]?.("ui", { theme, colorScheme: theme });
  };
  dark.addEventListener("change", follow);
  return () => dark.removeEventListener("change", follow);
}
