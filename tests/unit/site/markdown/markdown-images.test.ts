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
  test("alone in its paragraph replaces the paragraph", async () => {
    expect(await parts("Before.\n\n![The team](../images/team.png)\n\nAfter.")).toEqual(["<p>Before.</p>\n", team, "\n<p>After.</p>"]);
  });

  test("with a title gets a caption", async () => {
    expect(await parts('![The team](../images/team.png "In May, <before> & after")')).toEqual([
      "<figure>",
      team,
      "<figcaption>In May, &lt;before&gt; &amp; after</figcaption></figure>",
    ]);
  });

  test("within a sentence stays there, and its title is a tooltip", async () => {
    expect(await parts('Our ![The team](../images/team.png "May") here.')).toEqual(["<p>Our ", { ...team, title: "May" }, " here.</p>"]);
  });

  test("inside a link stays in the link", async () => {
    expect(await parts("[![The team](../images/team.png)](/about)")).toEqual(['<p><a href="/about">', team, "</a></p>"]);
  });

  test("by reference works as well", async () => {
    expect(await parts("![The team][t]\n\n[t]: ../images/team.png")).toEqual(["", team, ""]);
  });

  test("with the address of another host, or an invalid one, becomes a placeholder as well", async () => {
    expect(await parts("![x](https://example.com/a.png)\n\n![y](50%.png)")).toEqual(["", { src: "https://example.com/a.png", alt: "x" }, "\n", { src: "50%.png", alt: "y" }, ""]);
  });

  test("keeps every character of its text and its file name", async () => {
    const alt = `It's "red" & <blue>, 100 %`;
    const text = String.raw`![It\'s \"red\" & \<blue>, 100 %](<../images/it's (1) & more.png>)`;
    expect(await parts(text)).toEqual(["", { src: "../images/it's (1) & more.png", alt }, ""]);
  });

  test("several pictures keep their places", async () => {
    const cut = await parts("![a](./1.png)\n![b](./2.png)\n\n![c](./1.png)");
    expect(cut.filter((part) => typeof part !== "string").map(({ alt, src }) => [alt, src])).toEqual([["a", "./1.png"], ["b", "./2.png"], ["c", "./1.png"]]);
  });
});

test("any text of a picture survives the placeholder unchanged", () => {
  const image = fc.record({ src: fc.string(), alt: fc.string({ unit: "grapheme" }) });
  fc.assert(
    fc.property(image, fc.string(), (one, before) => {
      const html = `${before.replaceAll("<", "")}<content-image data-image="${placeholderText(one)}"></content-image>`;
      expect(cutAtImages(html)).toEqual([before.replaceAll("<", ""), one, ""]);
    }),
  );
});

test("a text without pictures stays in one part", () => {
  expect(cutAtImages("<p>One &lt;content-image&gt;</p>")).toEqual(["<p>One &lt;content-image&gt;</p>"]);
});
