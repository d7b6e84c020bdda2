import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutAtImages, placeholderText } from "../../../../src/site/markdown/image-placeholder.ts";
import { renderedWith } from "../../../fixtures/content/rendered-markdown.ts";

async function parts(text: string) {
  const { html, imported } = await renderedWith(text);
  expect(imported, "no picture is imported for all pages").toEqual([]);
  return cutAtImages(html);
}

const team = { src: "../images/team.png", alt: "The team" };

describe("a picture in a text", () => {
  test("that is alone in its paragraph stands without one", async () => {
    expect(await parts("Before.\n\n![The team](../images/team.png)\n\nAfter.")).toEqual(["<p>Before.</p>\n", team, "\n<p>After.</p>"]);
  });

  test("with a title has it as its caption", async () => {
    expect(await parts('![The team](../images/team.png "In May, <before> & after")')).toEqual([
      "<figure>",
      team,
      "<figcaption>In May, &lt;before&gt; &amp; after</figcaption></figure>",
    ]);
  });

  test("within a sentence stays in it, and its title is a hint", async () => {
    expect(await parts('Our ![The team](../images/team.png "May") here.')).toEqual(["<p>Our ", { ...team, title: "May" }, " here.</p>"]);
  });

  test("inside a link stays in the link", async () => {
    expect(await parts("[![The team](../images/team.png)](/about)")).toEqual(['<p><a href="/about">', team, "</a></p>"]);
  });

  test("by reference is one as well", async () => {
    expect(await parts("![The team][t]\n\n[t]: ../images/team.png")).toEqual(["", team, ""]);
  });

  test("of another host, or with an address that is none, is a placeholder as well: what it may show is not decided here", async () => {
    expect(await parts("![x](https://example.com/a.png)\n\n![y](50%.png)")).toEqual(["", { src: "https://example.com/a.png", alt: "x" }, "\n", { src: "50%.png", alt: "y" }, ""]);
  });

  test("keeps every sign of its words and of its name", async () => {
    const alt = `It's "red" & <blue>, 100 %`;
    const text = String.raw`![It\'s \"red\" & \<blue>, 100 %](<../images/it's (1) & more.png>)`;
    expect(await parts(text)).toEqual(["", { src: "../images/it's (1) & more.png", alt }, ""]);
  });

  test("each of several has its own place", async () => {
    const cut = await parts("![a](./1.png)\n![b](./2.png)\n\n![c](./1.png)");
    expect(cut.filter((part) => typeof part !== "string").map(({ alt, src }) => [alt, src])).toEqual([["a", "./1.png"], ["b", "./2.png"], ["c", "./1.png"]]);
  });
});

test("whatever its words are, a picture comes out of the HTML as it went in", () => {
  const image = fc.record({ src: fc.string(), alt: fc.string({ unit: "grapheme" }) });
  fc.assert(
    fc.property(image, fc.string(), (one, before) => {
      const html = `${before.replaceAll("<", "")}<content-image data-image="${placeholderText(one)}"></content-image>`;
      expect(cutAtImages(html)).toEqual([before.replaceAll("<", ""), one, ""]);
    }),
  );
});

test("a text without pictures is one piece", () => {
  expect(cutAtImages("<p>One &lt;content-image&gt;</p>")).toEqual(["<p>One &lt;content-image&gt;</p>"]);
});
