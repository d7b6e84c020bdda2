import { defineSite } from "./site/config/site-config.ts";

/** The site's configuration. Every field is optional. */
export default defineSite({
  languages: ["en", "de"],
  brand: {
    colors: {
      accent: "#38bdf8",
      light: {
        paper: "#fbf9f4",
        sink: "#f3efe6",
        ink: "#12151b",
        quiet: "#555b66",
        line: "#dcd7cb",
        edge: "#858a93",
        night: "#0b1120",
        "on-night": "#f4f2ec",
        "quiet-on-night": "#a3aec0",
        "accent-hover": "#7dd3fc",
        "on-accent": "#06131f",
        "accent-line": "#0277b5",
      },
      dark: {
        paper: "#090e19",
        sink: "#0f1626",
        ink: "#eef1f6",
        quiet: "#9ba7ba",
        line: "#212c40",
        edge: "#66748c",
        night: "#0f1829",
        "on-night": "#eef1f6",
        "quiet-on-night": "#9ba7ba",
        accent: "#38bdf8",
        "accent-hover": "#7dd3fc",
        "on-accent": "#06131f",
        "accent-line": "#38bdf8",
      },
    },
    radius: 6,
    font: {
      name: "Outfit",
      files: [
        {
          // Fontsource's Latin Outfit without what no page uses: the weights 100 to 299 and 601 to 900, and hinting. Its
          // 32.3 KB were one round trip more than TCP's first two flights carry, 29.2 KB with the answer's head: 150 ms of
          // LCP on a slow 4G. Made with fonttools:
          //   fonttools varLib.instancer outfit-latin-wght-normal.woff2 wght=300:600 -o latin.ttf
          //   pyftsubset latin.ttf --unicodes=<the range below> --layout-features=ccmp,kern,liga,pnum,rvrn,tnum
          //     --name-IDs=0,1,2,13,14 --no-hinting --flavor=woff2 --output-file=outfit-latin.woff2
          src: "src/content/brand/outfit-latin.woff2",
          weights: "300 600",
          range: "U+0020-007E, U+00A0-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2013-2014, U+2018-201A, U+201C-201E, U+2022, U+2026, U+2039-203A, U+20AC, U+2122, U+2191, U+2193, U+2212",
        },
        {
          // Fetched only by a page that names somebody like Žižek.
          src: "src/content/brand/outfit-latin-ext.woff2",
          weights: "300 600",
          range: "U+0100-0130, U+0132-0151, U+0154-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF",
        },
      ],
    },
    logo: { src: "src/content/brand/logo.svg" },
    icon: "src/content/brand/icon.svg",
    art: "src/content/brand/stopwatch.svg",
    socialImage: { art: "src/content/brand/social.svg" },
  },
});
