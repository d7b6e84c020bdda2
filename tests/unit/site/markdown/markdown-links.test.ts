import { describe, expect, test } from "vitest";
import { bookingAddress, linkAddress } from "../../../../src/site/markdown/booking-address.ts";
import { withEventPrefills } from "../../../../src/site/markdown/booking-links.ts";
import { rendered } from "../../../fixtures/content/rendered-markdown.ts";

const hosts = { origin: "https://embed.example", site: "https://book.example" };

describe("a link to the booking site", () => {
  test("in a sentence becomes a booking link that stays a text link", async () => {
    expect(await rendered("See [the audit](https://cal.com/studio/30min) first.")).toBe(
      '<p>See <a href="https://book.example/studio/30min" data-booking-link="studio/30min" data-booking-placement="text-1">the audit</a> first.</p>',
    );
  });

  test("alone in its paragraph becomes a button", async () => {
    expect(await rendered("[Book Free Audit](https://cal.com/studio/30min)")).toBe(
      '<p><a href="https://book.example/studio/30min" data-booking-link="studio/30min" data-booking-placement="text-1" class="button">Book Free Audit</a></p>',
    );
  });

  test("alone in a list item stays a text link", async () => {
    expect(await rendered("- [Book](https://cal.com/studio/30min)")).not.toContain("button");
  });

  test("keeps its query and fragment for visitors without JavaScript, and passes neither to the calendar's path", async () => {
    const html = await rendered("A [day](https://cal.com/studio/30min?month=2027-01&date=2027-01-15#times) that suits.");
    expect(html).toContain('href="https://book.example/studio/30min?month=2027-01&amp;date=2027-01-15#times"');
    expect(html).toContain('data-booking-link="studio/30min"');
  });

  test("is numbered in each text from 1, and other links do not count", async () => {
    const text = "[a](https://cal.com/studio/30min) [b](/services) [c](https://app.cal.com/team/studio/15min)";
    for (const html of [await rendered(text), await rendered(text)]) {
      expect([...html.matchAll(/data-booking-link="([^"]+)" data-booking-placement="([^"]+)"/g)].map(([, link, placement]) => [link, placement])).toEqual([
        ["studio/30min", "text-1"],
        ["team/studio/15min", "text-2"],
      ]);
    }
  });

  test("by reference or as a bare address works as well", async () => {
    expect(await rendered("A [call][c].\n\n[c]: https://cal.com/studio/30min")).toContain('data-booking-placement="text-1"');
    expect(await rendered("At https://cal.com/studio/30min then.")).toContain('data-booking-placement="text-1"');
  });
});

const filled = async (text: string) => withEventPrefills(await rendered(text), (path) => (path === "studio/15min" ? { notes: "A & B", metadata: { plan: "pro" } } : undefined));
const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);

describe("what site.yaml says for an event's form", () => {
  test("is in each link to it, behind what the link says itself, and in no other link", async () => {
    const html = await filled('[a](https://cal.com/studio/15min) [b](https://cal.com/studio/15min?notes=C&name=Ada#times) [c](https://cal.com/studio/15min "x > y") [d](https://cal.com/studio/30min?x=1) [e](/services)');
    const all = "notes=A%20%26%20B&amp;metadata%5Bplan%5D=pro";
    expect(hrefs(html)).toEqual([
      `https://book.example/studio/15min?${all}`,
      "https://book.example/studio/15min?notes=C&amp;name=Ada&amp;metadata%5Bplan%5D=pro#times",
      `https://book.example/studio/15min?${all}`,
      "https://book.example/studio/30min?x=1",
      "/services",
    ]);
  });

  test("leaves a text without such links as it is", async () => {
    const text = "[d](https://cal.com/studio/30min?a=1&b=2) and data-booking-link=\"studio/15min\" as a text";
    expect(await filled(text)).toBe(await rendered(text));
  });
});

describe("a private link, which Cal cannot embed,", () => {
  test.each(["https://cal.com/d/aHash123/30min", "https://book.example/d/aHash123/30min?name=Ada"])("stays a link to the booking page: %s", async (href) => {
    expect(await rendered(`Book [here](${href}) today.`)).toBe(`<p>Book <a href="${href}" data-booking-page="">here</a> today.</p>`);
  });

  test("alone in its paragraph becomes a button", async () => {
    expect(await rendered("[Book](https://cal.com/d/aHash123/30min)")).toBe('<p><a href="https://cal.com/d/aHash123/30min" data-booking-page="" class="button">Book</a></p>');
  });

  test("keeps the plus of an e-mail address for its form", async () => {
    expect(await rendered("[Book](https://cal.com/d/aHash123/30min?email=ada+test@example.com)")).toContain('href="https://cal.com/d/aHash123/30min?email=ada%2Btest@example.com"');
  });

  test("is not numbered among the booking links of a text", async () => {
    expect(await rendered("[a](https://cal.com/d/aHash123/30min) or [b](https://cal.com/studio/30min)")).toContain('data-booking-link="studio/30min" data-booking-placement="text-1"');
  });
});

describe("a link to another kind of booking page also opens in the dialog", () => {
  test.each(["forms/948ae412-d995", "team/studio", "team/studio/30min", "org/acme/ada/30min", "ada+grace/30min", "reschedule/b1aC2"])("%s", async (path) => {
    expect(await rendered(`A [link](https://cal.com/${path}) here.`)).toContain(`href="https://book.example/${path}" data-booking-link="${path}" data-booking-placement="text-1"`);
  });
});

describe("any other link", () => {
  test.each(["https://cal.com/privacy", "https://cal.com", "https://example.com/studio/30min", "/studio/30min", "mailto:a@cal.com", "https://cal.com/a/b/c/d", "https://cal.com/settings/profile", "https://cal.com/video/b1aC2", "https://cal.com/d/aHash123", "#cal.com/a/b"])(
    "is left as it was written: %s",
    async (href) => {
      expect(await rendered(`A [link](${href}) here.`)).toBe(`<p>A <a href="${href}">link</a> here.</p>`);
    },
  );
});

describe("bookingAddress", () => {
  test.each(["https://cal.com", "https://app.cal.com", "https://embed.example", "https://book.example", "HTTPS://CAL.COM"])("recognises %s", (host) => {
    expect(bookingAddress(`${host}/studio/30min/`, hosts)).toEqual({ link: { path: "studio/30min", event: "30min" }, search: "", hash: "" });
  });

  test.each(["http://cal.com/studio/30min", "https://cal.com.example/studio/30min", "https://x.cal.com/studio/30min", "//cal.com/studio/30min", "studio/30min", ""])(
    "does not know %s",
    (href) => {
      expect(bookingAddress(href, hosts)).toBeUndefined();
    },
  );
});

describe("the address of a link in a field", () => {
  test.each([
    ["https://cal.com/studio/30min?email=ada+test@example.com&name=Ada+Lovelace#x", "https://book.example/studio/30min?email=ada%2Btest@example.com&name=Ada+Lovelace#x"],
    ["https://app.cal.com/studio/30min/", "https://book.example/studio/30min"],
    ["https://cal.com/d/aHash123/30min?guests=a+b@example.com", "https://cal.com/d/aHash123/30min?guests=a%2Bb@example.com"],
    ["https://example.com/search?q=a+b@example.com", "https://example.com/search?q=a+b@example.com"],
    ["mailto:ada+test@example.com?subject=C++", "mailto:ada+test@example.com?subject=C++"],
    ["/services#prices", "/services#prices"],
  ])("%s leads to %s", (href, address) => {
    expect(linkAddress(href, hosts)).toBe(address);
  });

  test.each(["a%40b.example%2C", "a@b.example,", "%40%2C", "a%40"])("of thousands of guests is made in linear time: %s", (guest) => {
    const address = `https://book.example/studio/30min?guests=${guest.repeat(5_000)}`;
    expect(linkAddress(address, hosts)).toBe(address);
  });
});
