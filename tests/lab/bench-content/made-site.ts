import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { seededRandom } from "../openings/dice.ts";

/**
 * Replaces a project's own pages and articles with a made-up site: a home page and `count` pages, each with
 * its own picture, headings, links to other pages, a table and two booking links. The shared lists and
 * site.yaml stay.
 */
export async function makeSite(root: string, { count, seed }: { count: number; seed: number }): Promise<void> {
  const content = join(root, "src", "content");
  for (const folder of ["pages", "posts"]) await rm(join(content, folder), { recursive: true, force: true });
  for (const folder of ["pages/made", "posts", "images/made"]) await mkdir(join(content, folder), { recursive: true });
  await writeFile(join(content, "pages", "index.md"), homePage(count));
  const random = seededRandom(seed);
  for (let number = 1; number <= count; number++) {
    await writeFile(join(content, "pages", "made", `${nameOf(number)}.md`), page(number, count));
    await writeFile(join(content, "images", "made", `${nameOf(number)}.png`), await picture(random));
  }
}

const nameOf = (number: number) => `page-${String(number).padStart(4, "0")}`;

function homePage(count: number): string {
  return `---
title: A site of many pages
description: The home page of a made-up site with ${count} pages, which is there to be built and timed.
hero:
  heading: Many pages
  text: It leads to the first of them.
  cta: { label: Book Free Audit }
nav: { label: Start, order: 1 }
---

See [the first page](/made/${nameOf(1)}).
`;
}

function page(number: number, count: number): string {
  const next = nameOf((number % count) + 1);
  return `---
title: Made-up page ${number}
description: Page ${number} of a made-up site of ${count} pages, which is there to be built and to be timed.
hero:
  eyebrow: Number ${number}
  heading: Page number ${number}
  text: A page about nothing, with as much on it as a page about something has.
sections:
  - type: body
  - type: features
    heading: What it has
    items:
      - heading: A picture of its own
        text: No other page of this site has the picture of this one.
      - heading: Words
        text: Two or three hundred of them, with headings between.
  - type: cta
    heading: Talk about page ${number}
    text: Half an hour, by video.
    cta: { label: Book Free Audit }
---

Page ${number} says what every page says. It goes on to [the page after it](/made/${next}), and to
[its own picture](#the-picture). A reader who would rather talk can [book half an hour](https://cal.com/studio/30min).

## The picture

![Circles on a ground of page ${number}](../../images/made/${nameOf(number)}.png "Made for page ${number}")

The circles are not where they are on any other page, so that each picture has to be made anew.

## The figures

| What | Before | After |
|---|---|---|
| Page ${number} | ${number}.2 s | 0.9 s |
| Bytes | ${number},400 | ${number} |

### More of it

- The first point, which is made on every page
- The second point, with some \`code\` in it
- The third, and a [link to its figures](/made/${next}#the-figures)

> It is quoted as well, at some length, by somebody who has read page ${number} to its end.

[Book Free Audit](https://cal.com/studio/30min)
`;
}

/** 800 × 500 px of circles on a gradient: as much work for an encoder as a drawing. */
async function picture(random: () => number): Promise<Buffer> {
  const colour = () => `hsl(${Math.round(random() * 360)} 60% ${Math.round(30 + random() * 50)}%)`;
  const circles = Array.from(
    { length: 24 },
    () => `<circle cx="${Math.round(random() * 800)}" cy="${Math.round(random() * 500)}" r="${Math.round(8 + random() * 90)}" fill="${colour()}" fill-opacity=".7"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500"><linearGradient id="g"><stop stop-color="${colour()}"/><stop offset="1" stop-color="${colour()}"/></linearGradient><rect width="800" height="500" fill="url(#g)"/>${circles.join("")}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
