import { readFile } from "node:fs/promises";

const TOKENS = "src/site/tokens.css";

/** The colours of the light design for drawn pictures. */
export interface TokenColours {
  paper: string;
  ink: string;
  edge: string;
  accent: string;
}

/** The site's colours. The working directory is the project's root. */
export async function siteColours(): Promise<TokenColours> {
  return tokenColours(await readFile(TOKENS, "utf8"));
}

/**
 * Reads the colours from tokens.css, so that a change there also changes the pictures.
 *
 * @throws {Error} if a colour is missing or not hexadecimal.
 */
export function tokenColours(css: string): TokenColours {
  const colour = (name: string) => {
    // The first match is the light design; dark mode follows below.
    const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1]?.trim();
    if (value && /^#([\da-f]{3}|[\da-f]{6})$/i.test(value)) return value;
    throw new Error(
      `The preview pictures for shared links use --${name} of ${TOKENS}, which ${value ? `is "${value}"` : "is missing"}. Write it in hexadecimal, for example --${name}: #12151b;`,
    );
  };
  return { paper: colour("paper"), ink: colour("ink"), edge: colour("edge"), accent: colour("accent") };
}
