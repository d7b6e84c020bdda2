import { describe, expect, test } from "vitest";
import { prefillProblems, withPrefill, type Prefill } from "../../../src/booking/prefill.ts";

/** What Cal's booker takes from a query, as `BookerWebWrapper.tsx` and `getBookingResponsesSchema.ts` in its source do it. */
function readByCal(search: string) {
  const query = new URLSearchParams(search);
  const metadata = [...query.keys()].filter((key) => key.startsWith("metadata")).map((key) => [key.slice("metadata[".length, -1), query.get(key)]);
  const location = query.get("location");
  return { name: query.get("name"), email: query.get("email"), notes: query.get("notes"), guests: query.getAll("guests"), metadata: Object.fromEntries(metadata) as object, location: location && (JSON.parse(location) as unknown) };
}

describe("a prefill", () => {
  test("reaches Cal in the form in which its booker reads it", () => {
    const search = withPrefill("", {
      name: "Ada & Co? #1 +",
      email: "ada+test@example.com",
      notes: "Two lines:\n100 % “quoted”",
      guests: ["bob@example.com", "carol+1@example.com"],
      metadata: { plan: "pro", "click.id": "a=b&c" },
      location: { value: "phone", optionValue: "+49 30 1234567" },
    });
    expect(search).toMatch(/^\?[^ "<>#+]*$/);
    expect(readByCal(search)).toEqual({
      name: "Ada & Co? #1 +",
      email: "ada+test@example.com",
      notes: "Two lines:\n100 % “quoted”",
      guests: ["bob@example.com", "carol+1@example.com"],
      metadata: { plan: "pro", "click.id": "a=b&c" },
      location: { value: "phone", optionValue: "+49 30 1234567" },
    });
  });

  test("has a location without an answer, and questions by their identifiers", () => {
    const query = new URLSearchParams(withPrefill("", { location: "integrations:daily", "your-website": "https://example.com/?a=1", topics: ["speed", "size"], consent: true }));
    expect(JSON.parse(query.get("location") ?? "")).toEqual({ value: "integrations:daily", optionValue: "" });
    expect([query.get("your-website"), query.getAll("topics"), query.get("consent")]).toEqual(["https://example.com/?a=1", ["speed", "size"], "true"]);
  });

  test.each([
    ["", {}, ""],
    ["?name=Ada", {}, "?name=Ada"],
    ["?name=Ada", { name: "Bob" }, "?name=Ada"],
    ["?name=Ada", { name: "Bob", notes: "x y" }, "?name=Ada&notes=x%20y"],
    ["?", { notes: "x" }, "?notes=x"],
    ["?metadata[plan]=a", { metadata: { plan: "b", size: "c" } }, "?metadata[plan]=a&metadata%5Bsize%5D=c"],
    ["?guests=a@b.example", { guests: ["c@d.example"] }, "?guests=a@b.example"],
    ["", { notes: "half of a character: \ud83d" }, "?notes=half%20of%20a%20character%3A%20%EF%BF%BD"],
  ])("leaves the query %j as it is, and adds %j", (search, prefill, expected) => {
    expect(withPrefill(search, prefill)).toBe(expected);
  });

  test.each<[Prefill, string, RegExp]>([
    [{ slot: "2027-01-01" }, "slot", /controls Cal's page/],
    [{ rescheduleUid: "x" }, "rescheduleUid", /controls Cal's page/],
    [{ uid: "x" }, "uid", /controls Cal's page/],
    [{ "cal.tz": "UTC" }, "cal.tz", /controls Cal's page/],
    [{ "ui.color-scheme": "dark" }, "ui.color-scheme", /controls Cal's page/],
    [{ "metadata[plan]": "pro" }, "metadata[plan]", /field of its own/],
    [{ guest: "a@b.example" }, "guest", /guests/],
    [{ "Your website?": "x" }, "Your website?", /identifier of a question/],
    [{ metadata: "pro" }, "metadata", /Names with their values/],
    [{ metadata: { plan: 3 } }, "metadata.plan", /quotation marks/],
    [{ metadata: { "a[b]": "x" } }, "metadata.a[b]", /letters, digits/],
    [{ email: "ada" }, "email", /One e-mail address/],
    [{ email: ["a@b.example", "c@d.example"] }, "email", /One e-mail address/],
    [{ guests: "a@b.example, c@d.example" }, "guests", /list of e-mail addresses/],
    [{ phone: 4_930 }, "phone", /quotation marks/],
    [{ notes: null }, "notes", /A text/],
    [{ notes: { a: "b" } }, "notes", /A text/],
    [{ notes: "x".repeat(501) }, "notes", /At most 500/],
    [{ location: { place: "phone" } }, "location", /locations at Cal/],
    [Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`q${i}`, "x"])), "", /At most 30/],
    [Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`q${i}`, "x".repeat(400)])), "", /1,500 characters/],
  ])("%j has a problem at %j", (prefill, path, expected) => {
    expect(prefillProblems(prefill)).toEqual([{ path: path === "" ? [] : path.startsWith("metadata.") ? ["metadata", path.slice(9)] : [path], expected: expect.stringMatching(expected), fix: expect.any(String) }]);
  });

  test("with commas between guests is answered with a list", () => {
    expect(prefillProblems({ guests: "a@b.example, c@d.example" })[0]?.fix).toBe("guests: [a@b.example, c@d.example]");
  });

  test.each<Prefill>([{}, { name: "Ada", notes: "", guests: [] }, { guests: "a@b.example" }, { location: "phone", metadata: {} }, { firstName: "Ada", "q.1~a_b-c": false }])("%j has no problem", (prefill) => {
    expect(prefillProblems(prefill)).toEqual([]);
  });
});
