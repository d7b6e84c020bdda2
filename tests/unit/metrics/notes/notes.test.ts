import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NOTES_KEY, VIEWS_KEY } from "../../../../src/metrics/log/keys.ts";
import { MOST_NOTES, MOST_NOTE_TEXT, readNotes, removeNote, writeNote, type NoteForm } from "../../../../src/metrics/notes/notes.ts";
import { MOST_VIEWS, readViews, removeView, saveView } from "../../../../src/metrics/notes/saved-views.ts";
import { startEmbedded, type EmbeddedClient } from "../../../fixtures/kv/embedded-client.ts";

const NOW = new Date("2026-11-25T15:20:00.000Z");
let engine: EmbeddedClient;
beforeEach(() => {
  engine = startEmbedded(() => NOW);
});
afterEach(() => engine.close());

const write = (form: Partial<NoteForm>, { now = NOW, zone = "UTC", by = undefined as string | undefined } = {}) => writeNote(engine, { day: "2026-11-24", text: "Cal outage", ...form }, { now, zone, by });
const noteIn = (written: Awaited<ReturnType<typeof writeNote>>) => {
  if ("problem" in written) throw new Error(written.problem);
  return written.note;
};

describe("notes", () => {
  test("are read in the order of their days and times", async () => {
    await write({ day: "2026-11-25", text: "c" });
    await write({ day: "2026-11-24", time: "14:30", text: "b" });
    await write({ day: "2026-11-24", text: " Spring  campaign " }, { by: "Anna" });
    expect(await readNotes(engine)).toEqual([
      { id: expect.any(String), day: "2026-11-24", time: null, text: "Spring campaign", by: "Anna" },
      { id: expect.any(String), day: "2026-11-24", time: "14:30", text: "b" },
      { id: expect.any(String), day: "2026-11-25", time: null, text: "c" },
    ]);
  });

  test("can be changed, which keeps who wrote them, and deleted", async () => {
    const { id } = noteIn(await write({}, { by: "Anna" }));
    expect(noteIn(await write({ id, day: "2026-11-23", time: "09:00", text: "Cal is back" }, { by: "Ben" }))).toEqual({ id, day: "2026-11-23", time: "09:00", text: "Cal is back", by: "Anna" });
    expect(await readNotes(engine)).toHaveLength(1);
    expect(await removeNote(engine, id)).toMatchObject({ text: "Cal is back" });
    expect([await removeNote(engine, id), await readNotes(engine)]).toEqual([undefined, []]);
    expect(await write({ id })).toEqual({ problem: "gone" });
    expect(await readNotes(engine)).toEqual([]);
  });

  test.each<[string, Partial<NoteForm>, string]>([
    ["a day that is none", { day: "2026-02-30" }, "day"],
    ["a day in words", { day: "yesterday" }, "day"],
    ["tomorrow", { day: "2026-11-26" }, "day"],
    ["a day that has no statistics any more", { day: "2025-10-21" }, "day"],
    ["a time that is none", { time: "24:00" }, "time"],
    ["no text", { text: " \n " }, "text"],
    ["a text that is too long", { text: "x".repeat(MOST_NOTE_TEXT + 1) }, "text"],
    ["a text that changes the direction of writing", { text: "a\u202eb" }, "text"],
    ["broken text", { text: "\ud800" }, "text"],
  ])("with %s are refused", async (_, form, problem) => {
    expect(await write(form)).toEqual({ problem });
    expect(await readNotes(engine)).toEqual([]);
  });

  test("may be as long in any script", async () => {
    expect(noteIn(await write({ text: "🎉".repeat(MOST_NOTE_TEXT) })).text).toHaveLength(2 * MOST_NOTE_TEXT);
  });

  test("of today are those of the site's zone", async () => {
    expect(await write({ day: "2026-11-26" }, { zone: "Pacific/Auckland" })).toMatchObject({ note: { day: "2026-11-26" } });
  });

  test("are bounded: old ones go, and when there are only new ones the next is refused", async () => {
    await engine.client.hset(NOTES_KEY, Object.fromEntries(Array.from({ length: MOST_NOTES }, (_, i) => [`n${i}`, { day: i === 0 ? "2025-10-20" : "2026-11-01", time: null, text: `note ${i}` }])));
    expect(await write({})).toMatchObject({ note: { text: "Cal outage" } });
    expect(await readNotes(engine)).toHaveLength(MOST_NOTES);
    expect(await write({})).toEqual({ problem: "full" });
    expect(await write({ id: "n7", text: "changed" })).toMatchObject({ note: { id: "n7" } });
  });

  test("what is none in the store is left out", async () => {
    await engine.client.hset(NOTES_KEY, { a: "text", b: { day: "soon", time: null, text: "b" }, c: { day: "2026-11-01", time: null, text: "c" }, d: 7 });
    expect((await readNotes(engine)).map(({ id }) => id)).toEqual(["c"]);
  });
});

describe("saved views", () => {
  test("are read by their names, replaced by name, and deleted", async () => {
    await saveView(engine, { name: "Phones", search: "?device=phone" });
    await saveView(engine, { name: " All  days ", search: "" });
    await saveView(engine, { name: "Phones", search: "?window=7d&device=phone" });
    const views = await readViews(engine);
    expect(views).toEqual([{ id: expect.any(String), name: "All days", search: "" }, { id: expect.any(String), name: "Phones", search: "?window=7d&device=phone" }]);
    expect(await removeView(engine, views[0]?.id ?? "")).toMatchObject({ name: "All days" });
    expect([await removeView(engine, "none"), await readViews(engine)]).toEqual([undefined, [views[1]]]);
  });

  test.each([["", "name"], [" ", "name"], ["x".repeat(41), "name"], ["a\u0000", "name"]])("the name %j is refused", async (name, problem) => {
    expect(await saveView(engine, { name, search: "" })).toEqual({ problem });
  });

  test("are bounded", async () => {
    expect(await saveView(engine, { name: "long", search: `?${"x".repeat(1_000)}` })).toEqual({ problem: "search" });
    await engine.client.hset(VIEWS_KEY, Object.fromEntries(Array.from({ length: MOST_VIEWS }, (_, i) => [`v${i}`, { name: `view ${i}`, search: "" }])));
    expect(await saveView(engine, { name: "one more", search: "" })).toEqual({ problem: "full" });
    expect(await saveView(engine, { name: "view 3", search: "?device=phone" })).toMatchObject({ view: { id: "v3" } });
  });
});
