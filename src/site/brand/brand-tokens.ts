import { contrast, leastContrast, mix, readable, toned } from "./colours.ts";

/** The names of the colours that the styles use, as custom properties: --paper, --sink, … */
export const TOKENS = ["paper", "sink", "ink", "quiet", "line", "edge", "night", "on-night", "quiet-on-night", "accent", "accent-hover", "on-accent", "accent-line", "line-on-night"] as const;

export type Token = (typeof TOKENS)[number];
export type Tokens = Readonly<Record<Token, string>>;
export type Mode = "light" | "dark";

type Some = { readonly [name in Token]?: string | undefined };

/** The colours that a site sets itself; the others are derived. */
export interface ChosenColours {
  readonly accent: string;
  readonly light: Some;
  readonly dark: Some;
}

/** WCAG 2.2: text 4.5 (1.4.3), what is needed to recognise a control or its state 3 (1.4.11). */
export const CONTRASTS: readonly { readonly token: Token; readonly on: readonly Token[]; readonly least: number; readonly use: string }[] = [
  { token: "ink", on: ["paper", "sink"], least: 4.5, use: "text" },
  { token: "quiet", on: ["paper", "sink"], least: 4.5, use: "quiet text" },
  { token: "on-night", on: ["night"], least: 4.5, use: "text in the last section" },
  { token: "quiet-on-night", on: ["night"], least: 4.5, use: "quiet text in the last section" },
  { token: "on-accent", on: ["accent", "accent-hover"], least: 4.5, use: "the label of a button" },
  { token: "accent-line", on: ["paper", "sink"], least: 3, use: "the underline of a link, and the outline of the element with the keyboard focus" },
  { token: "line-on-night", on: ["night"], least: 3, use: "the same in the last section" },
  { token: "edge", on: ["paper"], least: 3, use: "the edge of a field" },
  // Not WCAG's, which asks for nothing where a button has a label: a pale yellow is a brand's right, white on white is a mistake.
  { token: "accent", on: ["paper", "night"], least: 1.3, use: "the surface of a button" },
];

/** All colours in light and in dark. Derived colours have enough contrast. */
export function brandTokens({ accent, ...chosen }: ChosenColours): Readonly<Record<Mode, Tokens>> {
  const [light, dark] = [defined(chosen.light), defined(chosen.dark)];
  const paper = light.paper ?? "#ffffff";
  const ink = light.ink ?? inkOn(paper, light.accent ?? accent, 0.03);
  // A black button would not be seen on a black section.
  const inLight = completed({ paper, ink, accent, night: readable(ink, [light.accent ?? accent], 1.5), ...light });

  const darkPaper = dark.paper ?? toned(inLight.ink, 0.17, 0.03);
  const darkInk = dark.ink ?? inkOn(darkPaper, paper, 0.015);
  const shown = readable(light.accent ?? accent, [darkPaper], 3);
  const inDark = completed({ paper: darkPaper, ink: darkInk, accent: shown, night: mix(darkPaper, darkInk, 0.06), ...dark });
  return { light: inLight, dark: inDark };
}

/** A dark or light text with the hue of a colour, whichever can be read on the paper. */
function inkOn(paper: string, hue: string, mostChroma: number): string {
  const isDark = contrast(paper, "#ffffff") > contrast(paper, "#000000");
  return readable(toned(hue, isDark ? 0.95 : 0.2, mostChroma), [paper], 7);
}

function defined(colours: Some): Partial<Tokens> {
  return Object.fromEntries(Object.entries(colours).filter(([, colour]) => colour !== undefined));
}

type Base = Pick<Tokens, "paper" | "ink" | "accent" | "night"> & Partial<Tokens>;

function completed(base: Base): Tokens {
  const { paper, ink, accent, night } = base;
  const sunk = mix(paper, ink, 0.045);
  // On a grey paper, nothing between it and its ink can be read.
  const sink = base.sink ?? (contrast(ink, sunk) < 4.6 ? paper : sunk);
  const onNight = base["on-night"] ?? readable(contrast(paper, night) > contrast(ink, night) ? paper : ink, [night], 4.6);
  const label = base["on-accent"] ?? labelOn(accent, ink, paper);
  const all: Tokens = {
    sink,
    "on-night": onNight,
    quiet: readable(mix(ink, paper, 0.3), [paper, sink], 4.6),
    line: mix(paper, ink, 0.15),
    edge: readable(mix(paper, ink, 0.45), [paper, sink], 3.1),
    "quiet-on-night": readable(mix(onNight, night, 0.3), [night], 4.6),
    "on-accent": label,
    "accent-hover": hoverOf(accent, label),
    "accent-line": readable(accent, [paper, sink], 3.1),
    "line-on-night": readable(accent, [night], 3.1),
    ...base,
  };
  return Object.fromEntries(TOKENS.map((name) => [name, all[name]])) as Tokens;
}

/** Away from the label, so that the label stays as readable as it is; towards it where the accent is black or white. */
function hoverOf(accent: string, label: string): string {
  const away = mix(accent, contrast(label, "#000000") > contrast(label, "#ffffff") ? "#000000" : "#ffffff", 0.16);
  const towards = mix(accent, label, 0.3);
  return contrast(away, accent) < 1.05 && contrast(towards, label) >= 4.5 ? towards : away;
}

/** The site's own dark or light colour if it can be read on the accent, otherwise black or white. */
function labelOn(accent: string, ...own: readonly string[]): string {
  const best = own.toSorted((a, b) => contrast(b, accent) - contrast(a, accent))[0] ?? "#000000";
  return readable(best, [accent], 4.5);
}

/** The colours with too little contrast, each with a proposal. */
export function contrastProblems(modes: Readonly<Record<Mode, Tokens>>): { path: string[]; message: string }[] {
  return Object.entries(modes).flatMap(([mode, tokens]) =>
    CONTRASTS.flatMap(({ token, on, least, use }) => {
      const backgrounds = on.map((name) => tokens[name]);
      const found = leastContrast(tokens[token], backgrounds);
      if (found >= least) return [];
      const [worst = "paper"] = on.toSorted((a, b) => contrast(tokens[token], tokens[a]) - contrast(tokens[token], tokens[b]));
      const better = readable(tokens[token], backgrounds, least);
      // Down, so that 4.49 is not shown as the 4.5 that it does not reach.
      const shown = Math.floor(found * 10) / 10;
      return [{ path: ["colors", mode, token], message: `${tokens[token]} on ${worst} (${tokens[worst]}) has a contrast of ${shown}:1, but ${use} needs ${least}:1. Use ${better}, or change ${worst}.` }];
    }),
  );
}

const declared = (values: Readonly<Record<string, string>>) => Object.entries(values).map(([name, value]) => `--${name}: ${value};`).join(" ");

/** The custom properties of a brand as a style sheet. */
export function tokenCss({ light, dark }: Readonly<Record<Mode, Tokens>>, more: Readonly<Record<string, string>>): string {
  // Only what differs: every page contains this.
  const different = Object.fromEntries(Object.entries(dark).filter(([name, value]) => light[name as Token] !== value));
  return `:root { ${declared({ ...light, ...more })} }\n@media screen and (prefers-color-scheme: dark) { :root { ${declared(different)} } }\n`;
}
