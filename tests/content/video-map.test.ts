import { expect, test } from "vitest";
import { DOT, page, problemsIn, writtenText, type Files } from "./written-site.ts";

/** Messages about the sections "video" and "map". */

const VIDEO = { heading: "The audit in two minutes", video: '"https://youtu.be/M7lc1UVf-VE"', poster: "../images/team.png" };
const MAP = { heading: "How to find us", image: '{src: ../images/team.png, alt: "A map"}', address: '"Hauptstraße 1, Berlin"' };

/** A page with a section of these fields. */
function withSection(type: string, fields: Record<string, string | undefined>): string {
  const lines = Object.entries({ type, ...fields }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return page("film", { sections: `\n${lines.map((line, i) => `  ${i === 0 ? "- " : "  "}${line}`).join("\n")}` });
}

const problemsOf = (section: string, files: Files = {}, options = {}) => problemsIn({ "images/team.png": DOT, ...files, "pages/film.md": section }, options);
const briefly = async (...args: Parameters<typeof problemsOf>) => (await problemsOf(...args)).map(({ file, field, fix }) => [file.replace("src/content/", ""), field, fix]);

test("a video by its address in any form, a file of this site with captions, and a map are no problem", async () => {
  for (const video of ['"https://www.youtube.com/watch?v=M7lc1UVf-VE&t=90s"', "https://youtu.be/M7lc1UVf-VE?si=abc", "https://vimeo.com/76979871/0a1b2c3d4e", "M7lc1UVf-VE"]) expect(await problemsOf(withSection("video", { ...VIDEO, video, length: '"3:20"', uploaded: "2026-11-02", ratio: '"4:3"' }))).toEqual([]);
  const captions = '[{src: /videos/tour.en.vtt, language: en, label: English}]';
  expect(await problemsOf(withSection("video", { ...VIDEO, video: "/videos/tour.mp4", captions }), { "/public/videos/tour.mp4": "film", "/public/videos/tour.en.vtt": "WEBVTT" })).toEqual([]);
  expect(await problemsOf(withSection("map", MAP))).toEqual([]);
  expect(await problemsOf(withSection("map", { ...MAP, service: "google" }))).toEqual([]);
});

const fields = async (...args: Parameters<typeof problemsOf>) => (await problemsOf(...args)).map(({ field }) => field).filter((field) => /^words\.(?:video|map)/.test(field));

test("an address that is none of a video says what is missing, and what to write", async () => {
  expect(await problemsOf(withSection("video", { ...VIDEO, video: "https://youtu.be/M7lc1UVf" }))).toEqual([
    {
      file: "src/content/pages/film.md",
      line: 10,
      field: "sections[0].video",
      found: '"https://youtu.be/M7lc1UVf"',
      expected: `A video's id at YouTube has 11 letters, digits, hyphens and underscores. "M7lc1UVf" has 8.`,
      fix: "Open the video, choose Share, and paste the address that you get.",
    },
  ]);
  expect(await briefly(withSection("video", { ...VIDEO, video: "public/videos/tour.mp4" }))).toEqual([["pages/film.md", "sections[0].video", "video: /videos/tour.mp4"]]);
  expect(await briefly(withSection("video", { ...VIDEO, video: "76979871" }))).toEqual([["pages/film.md", "sections[0].video", 'video: "76979871"']]);
  expect(await briefly(withSection("video", { ...VIDEO, video: undefined, url: "https://youtu.be/M7lc1UVf-VE" }))).toEqual([["pages/film.md", "sections[0].url", "video: https://youtu.be/M7lc1UVf-VE"]]);
});

test("a file that is not there is reported, with the one that was probably meant", async () => {
  const files = { "/public/videos/tour.mp4": "film" };
  expect(await briefly(withSection("video", { ...VIDEO, video: "/videos/tuor.mp4" }), files)).toEqual([["pages/film.md", "sections[0].video", "video: /videos/tour.mp4"]]);
  expect(await briefly(withSection("video", { ...VIDEO, video: "/videos/other.mp4" }))).toEqual([["pages/film.md", "sections[0].video", "Put the file into the folder public, as public/videos/other.mp4."]]);
  expect(await briefly(withSection("video", { ...VIDEO, video: "/videos/tour.mp4", captions: "[{src: /videos/tour.en.vtt, language: en, label: English}]" }), files)).toEqual([["pages/film.md", "sections[0].captions[0].src", "Put the file into the folder public, as public/videos/tour.en.vtt."]]);
});

test("captions of a video elsewhere belong there", async () => {
  expect(await briefly(withSection("video", { ...VIDEO, captions: "[{src: /videos/tour.en.vtt, language: en, label: English}]" }), { "/public/videos/tour.en.vtt": "WEBVTT" })).toEqual([["pages/film.md", "sections[0].captions", 'Remove "captions".']]);
});

test("a map needs an address: its own, or the organization's", async () => {
  const without = withSection("map", { ...MAP, address: undefined });
  expect(await briefly(without)).toEqual([["pages/film.md", "sections[0].address", 'address: "Example Street 1, 10115 Berlin"']]);
  const site = `${writtenText("site.yaml")}organization:\n  address: {street: Hauptstraße 1, city: Berlin, country: DE}\n`;
  expect(await briefly(without, { "site.yaml": site })).toEqual([]);
});

test("in a language without ready-made words, the words of a section are required once it is used", async () => {
  const site = writtenText("site.yaml").replace("language: en", "language: fi").replace("words:\n", "words:\n  footnotes: Alaviitteet\n  backToReference: Takaisin {reference}\n");
  expect(await fields(withSection("quote", { text: "Hyvä." }), { "site.yaml": site })).toEqual([]);
  expect((await fields(withSection("video", VIDEO), { "site.yaml": site })).toSorted()).toEqual(["words.video.page", "words.video.play"]);
  expect((await fields(withSection("video", VIDEO), { "site.yaml": site }, { consent: "all" })).toSorted()).toEqual(["words.video.agree", "words.video.asks", "words.video.page", "words.video.play"]);
  expect(await fields(withSection("map", MAP), { "site.yaml": site })).toEqual(["words.map.open"]);
  expect(await fields(withSection("map", MAP), { "site.yaml": site.replace("words:\n", 'words:\n  map: {open: "Avaa: {host}"}\n') })).toEqual([]);
});
