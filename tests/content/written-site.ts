import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { onTestFinished } from "vitest";
import { checkContent } from "../../src/content-check/check-content.ts";
import type { CheckOptions } from "../../src/content-check/content-index.ts";
import type { ContentProblem } from "../../src/content-check/content-problem.ts";

/** Files by their paths under src/content, or from the root where a path begins with a slash. undefined leaves out a file. */
export type Files = Record<string, string | Uint8Array | undefined>;

export const OPTIONS: CheckOptions = {
  now: new Date("2026-11-10T12:00:00Z"),
  cal: { link: { path: "studio/30min", event: "30min" }, origin: "https://app.cal.com", site: "https://cal.com" },
  siteUrl: "https://lapwing.example",
};

/** A picture. */
export const DOT = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#38bdf8" } }).png().toBuffer();

/** The text of a page without problems. `fields` replaces fields, in YAML; undefined leaves one out. */
export function page(name: string, fields: Record<string, string | undefined> = {}, body = ""): string {
  const all = {
    title: `About ${name}`,
    description: `What there is to know about ${name}, in as many words as it takes.`,
    hero: `\n  heading: All about ${name}\n  text: It is worth a look.`,
    ...fields,
  };
  const lines = Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [`${key}:${value.startsWith("\n") ? "" : " "}${value}`]));
  return ["---", ...lines, "---", body].join("\n");
}

export function post(name: string, fields: Record<string, string | undefined> = {}, body = "Text."): string {
  return page(name, { hero: undefined, publishDate: "2026-11-01", author: "mara", ...fields }, body);
}

const SITE = `name: Lapwing
tagline: We make slow websites fast.
email: hello@lapwing.example
language: en
booking:
  label: Book Free Audit
  title: Free website audit
  events: [studio/30min, studio/15min]
  dialog:
    close: Close
    ready: Ready {ms} ms after your click
    late: Still working.
    page: Open the booking page
    failed:
      heading: Unable to load calendar
      text: You can try again.
      retry: Try again
      contact: Or write to {email}.
words:
  skip: Skip to content
  navigation: Main
  breadcrumb: You are here
  home: Home
  minutes: Minute {from} to {to}
  by: By {name}
  updated: updated on {date}
  benchmarked: Medians of a run on {date}.
  draft: A draft.
  scheduled: Not public before {date}.
footer: The small print.
notFound:
  title: Page not found
  heading: Nothing here
  text: The link may be old.
  back: Back to the home page
`;

const BASE: Files = {
  "site.yaml": SITE,
  "people.yaml": "mara:\n  name: Mara Lindqvist\n  role: Founder\n",
  "testimonials.yaml": "tern-and-tide:\n  text: Good work.\n  name: Jonas Weir\n  role: Head of Online\n",
  "faqs.yaml": "why-free:\n  question: Why is it free?\n  answer: So that you try it.\ncatch:\n  question: Is there a catch?\n  answer: No.\n",
  "logos.yaml": "tern:\n  name: Tern\n  src: ./images/tern.svg\nwren:\n  name: Wren\n  src: ./images/tern.svg\n",
  "images/tern.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 24"><path d="M0 0h80v24z"/></svg>\n',
  "images/team.png": DOT,
  "pages/index.md": page("home"),
  "pages/services.md": page("services", {}, "## What we do\n\nThis and that.\n"),
  "posts/first.md": post("the first article"),
  "/public/favicon.svg": "<svg/>",
};

/** The text of a file of the small site. */
export function writtenText(name: "site.yaml"): string {
  return String(BASE[name]);
}

/** A small site without problems, with some files replaced. Its folder is deleted after the test. */
export async function writtenSite(files: Files): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "readyslot-content-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFiles(root, { ...BASE, ...files });
  return root;
}

export async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) continue;
    const path = name.startsWith("/") ? join(root, name) : join(root, "src/content", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** The problems that the check finds on this site. */
export async function problemsIn(files: Files, options: Partial<CheckOptions> = {}): Promise<ContentProblem[]> {
  return checkContent(await writtenSite(files), { ...OPTIONS, ...options });
}
