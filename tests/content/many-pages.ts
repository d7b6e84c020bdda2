import sharp from "sharp";
import { page, type Files } from "./written-site.ts";

/** `count` pages without problems, each with its own picture and a link to the next page. */
export async function manyPages(count: number): Promise<Files> {
  const files: Files = {};
  for (let i = 0; i < count; i++) {
    const next = (i + 1) % count;
    files[`images/many/picture-${i}.png`] = await sharp({ create: { width: 320, height: 200, channels: 3, background: { r: i % 256, g: i >> 8, b: 128 } } }).png().toBuffer();
    files[`pages/many/page-${i}.md`] = page(
      `number ${i}`,
      {
        hero: `\n  heading: Number ${i}\n  text: It is worth a look.\n  image:\n    src: ../../images/many/picture-${i}.png\n    alt: A coloured field`,
        sections: `\n  - type: features\n    heading: What it covers\n    items:\n      - heading: One\n        text: The first point, in a sentence.\n        href: /many/page-${next}\n      - heading: Two\n        text: The second point, in a sentence.\n  - type: faq\n    heading: Fair questions\n    items: [why-free, catch]\n  - type: cta\n    heading: Thirty minutes\n    text: Choose a slot.\n    cta:\n      label: Book Free Audit\n      event: studio/15min`,
      },
      `## The first part\n\n${"Some text in a paragraph, with **strong** words and *others*. ".repeat(8)}\n\n![A coloured field](../../images/many/picture-${i}.png "The field")\n\n## The second part\n\nThe [next page](/many/page-${next}#the-second-part), [above](#the-first-part), [booking](https://cal.com/studio/30min).\n\n- One\n- Two\n\n### A detail\n\n> Quoted.\n`,
    );
  }
  return files;
}
