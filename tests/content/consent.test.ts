import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { visitors } from "../../src/host/words/en/visitors.ts";
import { FIXTURE } from "../fixtures/builds/project-copy.ts";
import { problemsIn } from "./written-site.ts";

const PRIVACY = { label: "Datenschutz", href: "/" };
const ENGLISH_CONSENT = visitors.booking.dialog.consent;
const FINNISH = Object.fromEntries(Object.keys(ENGLISH_CONSENT).map((name) => [name, `Suomeksi: ${name}`]));

/** The fields of the notice's texts that are reported for a site in this language. */
async function reported(language: string, consent: object, mode: "none" | "calendar" | "all"): Promise<string[]> {
  const text = await readFile(join(FIXTURE, "src", "content", "site.yaml"), "utf8");
  const written = text.replace("language: en-GB", `language: ${language}`).replace(/^ {4}consent:\n(?: {6}.*\n)+/m, `    consent: ${JSON.stringify(consent)}\n`);
  expect(written).not.toBe(text);
  const problems = await problemsIn({ "site.yaml": written }, { consent: mode });
  return problems.map(({ field }) => field).filter((field) => field.startsWith("booking.dialog.consent."));
}

test("with CONSENT, the link to the privacy page is required", async () => {
  expect(await reported("en-GB", {}, "calendar")).toEqual(["booking.dialog.consent.privacy"]);
  expect(await reported("en-GB", { privacy: PRIVACY }, "all")).toEqual([]);
});

test("on a site in a language into which the engine is not translated, its texts are required as well", async () => {
  expect(await reported("fi", { privacy: PRIVACY }, "calendar")).toHaveLength(Object.keys(ENGLISH_CONSENT).length);
  expect(await reported("fi", { ...FINNISH, agree: ENGLISH_CONSENT.agree, privacy: PRIVACY }, "calendar")).toEqual(["booking.dialog.consent.agree"]);
  expect(await reported("fi", { ...FINNISH, privacy: PRIVACY }, "calendar")).toEqual([]);
  expect(await reported("de", { privacy: PRIVACY }, "calendar")).toEqual([]);
});

test("without CONSENT, nothing is", async () => {
  expect(await reported("fi", {}, "none")).toEqual([]);
});

test("the link has to lead to a page", async () => {
  expect(await reported("en-GB", { privacy: { label: "Privacy", href: "/privcy" } }, "calendar")).toEqual(["booking.dialog.consent.privacy.href"]);
  expect(await reported("en-GB", { privacy: { label: "Privacy", href: "/privcy" } }, "none")).toEqual([]);
});

test("the check says where the link belongs, and what to write", async () => {
  expect(await problemsIn({}, { consent: "calendar" })).toEqual([
    {
      file: "src/content/site.yaml",
      line: expect.any(Number),
      field: "booking.dialog.consent.privacy",
      found: "nothing",
      expected: 'A link to the page that says what Cal receives. The notice shows it, because CONSENT is "calendar".',
      fix: "privacy: { label: Privacy, href: /privacy }",
    },
  ]);
});
