import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashSource, pageNeeds } from "../../../../src/host/headers/page-needs.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-needs-"));
  await mkdir(join(folder, "_astro"));
  const files = {
    "island.js": 'import{a}from"./shared.js";export default a;',
    "shared.js": 'export const a=()=>import("./late.js");',
    "late.js": 'new Worker(new URL("/_astro/worker.js",import.meta.url));',
    "styled.js": 'const deps=["_astro/late.css"];',
    "fast.js": 'WebAssembly.instantiateStreaming(fetch("/_astro/fast.wasm"));',
    "inlined.js": "WebAssembly.instantiate(bytes);new Worker(URL.createObjectURL(new Blob([code])));",
    "plain.js": "console.log(1);",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, "_astro", name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const needsOf = (html: string) => pageNeeds(html, { folder, inlineScripts: new Set(["engine()"]) });

test.each([
  ["the engine's inline script", "<script>engine()</script>"],
  ["data for search engines", '<script type="application/ld+json">{"a":1}</script><script type="text/template">x</script>'],
  ["what waits in a template", '<template><script>later()</script><script type="module" src="/_astro/fast.js"></script></template>'],
  ["a module of this site without needs", '<script type="module" src="/_astro/plain.js"></script>'],
  ["a library that could use WebAssembly and workers made of text", '<script type="module" src="/_astro/inlined.js"></script>'],
  ["a file that does not exist", '<script type="module" src="/_astro/missing.js"></script>'],
  ["files of other sites", '<script src="https://cdn.example.com/x.js"></script><img src="https://cdn.example.com/x.png"><link rel="stylesheet" href="//cdn.example.com/x.css"><video src="//cdn.example.com/x.mp4"></video>'],
  ["a player that is none of YouTube or Vimeo", '<a data-player="https://evil.example/embed/1">Play</a><a data-player="https://player.vimeo.com.evil.example/1">Play</a>'],
  ["pictures with sources", '<picture><source srcset="/a.avif"><img src="/a.png" alt=""></picture>'],
  ["other links", '<link rel="icon" href="/favicon.svg"><link rel="preload" as="font" href="/_astro/font.woff2">'],
])("%s needs nothing", (_, html) => {
  expect(needsOf(html)).toEqual({});
});

test.each<[string, string, ReturnType<typeof needsOf>]>([
  ["an inline script", "<script>own()</script>", { script: [hashSource("own()")] }],
  ["a script in any spelling", "<SCRIPT TYPE=module>own()</SCRIPT>", { script: [hashSource("own()")] }],
  ["one with data attributes, which are not its type or address", '<script data-src="/x.js" data-type="text/x">own()</script>', { script: [hashSource("own()")] }],
  ["one with a line break of Windows, as a browser reads it", "<script>\r\nown()\r\n</script>", { script: [hashSource("\nown()\n")] }],
  ["one in a shadow root that comes with the page", '<x-y><template shadowrootmode="open"><script>own()</script></template></x-y>', { script: [hashSource("own()")] }],
  ["an import map", '<script type="importmap">{"imports":{}}</script>', { script: [hashSource('{"imports":{}}')] }],
  ["a style sheet of this site", '<link rel="stylesheet" href="/own.css">', { style: ["'self'"] }],
  ["a style sheet, the attributes the other way round", '<link href="/own.css" media="print" rel="stylesheet">', { style: ["'self'"] }],
  ["a picture in the page", '<img src="data:image/png;base64,AA==" alt="">', { img: ["data:"] }],
  ["a picture in a style", "<style>a{background:url(data:image/svg+xml,x)}</style>", { img: ["data:"] }],
  ["a font in a style", '<style>@font-face{src:url("data:font/woff2;base64,AA==")}</style>', { font: ["data:"] }],
  ["a film", '<video controls><source type="video/mp4" src="/film.mp4"></video>', { media: ["'self'"] }],
  ["a video at YouTube, once it is played", '<a href="https://www.youtube.com/watch?v=M7lc1UVf-VE" data-player="https://www.youtube-nocookie.com/embed/M7lc1UVf-VE?autoplay=1">Play</a>', { frame: ["https://www.youtube-nocookie.com"] }],
  ["a video at Vimeo, once it is played", '<a data-player="https://player.vimeo.com/video/76979871?dnt=1">Play</a>', { frame: ["https://player.vimeo.com"] }],
  ["a frame of this site", '<iframe title="x" src="/widget"></iframe>', { frame: ["'self'"] }],
  ["a worker that an island imports later", '<astro-island component-url="/_astro/island.js"></astro-island>', { worker: ["'self'"] }],
  ["styles that an island imports later", '<astro-island component-url="/_astro/styled.js"></astro-island>', { style: ["'self'"] }],
  ["WebAssembly", '<astro-island renderer-url="/_astro/fast.js"></astro-island>', { script: ["'wasm-unsafe-eval'"] }],
])("%s is allowed", (_, html, needs) => {
  expect(needsOf(html)).toEqual(needs);
});
