import { readFile } from "node:fs/promises";

const TOKENS = "src/site/tokens.css";

/** The colours of the light design that a drawn picture is made with. */
export interface TokenColours {
  paper: string;
  ink: string;
  edge: string;
  accent: string;
}

/** The site's own; from the working directory, which is the project's root. */
export async function siteColours(): Promise<TokenColours> {
  return tokenColours(await readFile(TOKENS, "utf8"));
}

/**
 * Reads the colours off tokens.css, so that a change there changes the pictures too.
 *
 * @throws {Error} where a colour is missing, or written in a way that only browsers know.
 */
export function tokenColours(css: string): TokenColours {
  const colour = (name: string) => {
    // The first one is the light design's; dark mode's stands further down.
    const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1]?.trim();
    if (value && /^#([\da-f]{3}|[\da-f]{6})$/i.test(value)) return value;
    throw new Error(
      `The pictures for shared links are drawn with --${name} of ${TOKENS}, which ${value ? `is "${value}"` : "is not there"}. Write it in hexadecimal, for example --${name}: #12151b;`,
    );
  };
  return { paper: colour("paper"), ink: colour("ink"), edge: colour("edge"), accent: colour("accent") };
}
