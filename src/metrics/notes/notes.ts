/**
 * Notes: what an admin writes down about a day ("campaign started", "Cal outage"). The charts show them on their time axis. They are kept
 * in one hash, and those that are older than any statistics are removed when the next one is written.
 */
import { randomUUID } from "node:crypto";
import type { Kv } from "../../host/kv/kv.ts";
import { INVISIBLE } from "../fields.ts";
import { NOTES_KEY } from "../log/keys.ts";
import { noteSchema, type Note } from "../report/dashboard/dashboard-model.ts";
import { MOST_DAYS } from "../report/report-query.ts";
import { dateAfter, dateAt } from "../statistics/periods.ts";

/** A page reads all of them. */
export const MOST_NOTES = 200;
/** In characters. */
export const MOST_NOTE_TEXT = 140;

/** What a form sends. An `id` changes that note. */
export interface NoteForm {
  readonly id?: string | undefined;
  readonly day: string;
  /** "14:30"; empty for the whole day. */
  readonly time?: string;
  readonly text: string;
}

export type NoteProblem = "day" | "time" | "text" | "full" | "gone";

type NotesKv = Pick<Kv, "client" | "writer">;

/** All notes, oldest first. */
export async function readNotes({ client }: Pick<Kv, "client">): Promise<Note[]> {
  return notesIn((await client.hgetall<Record<string, unknown>>(NOTES_KEY)) ?? {});
}

/** The notes of the hash, oldest first. What is none is left out. */
export function notesIn(stored: Readonly<Record<string, unknown>>): Note[] {
  return Object.entries(stored)
    .flatMap(([id, value]) => {
      const parsed = noteSchema.safeParse({ id, ...(typeof value === "object" ? value : {}) });
      return parsed.success ? [parsed.data] : [];
    })
    .toSorted((a, b) => compare(`${a.day} ${a.time ?? ""}`, `${b.day} ${b.time ?? ""}`) || compare(a.text, b.text) || compare(a.id, b.id));
}

/** Adds a note, or changes the one with the form's `id`. @param by who writes it, if admins have names. */
export async function writeNote(kv: NotesKv, form: NoteForm, { now, zone, by }: { now: Date; zone: string; by?: string | undefined }): Promise<{ note: Note } | { problem: NoteProblem }> {
  const [today, text, time] = [dateAt(now, zone), form.text.trim().replace(/\s+/g, " "), form.time?.trim() ?? ""];
  const earliest = dateAfter(today, 1 - MOST_DAYS);
  if (!/^\d{4}-\d\d-\d\d$/.test(form.day) || Number.isNaN(Date.parse(form.day)) || dateAfter(form.day, 0) !== form.day || form.day < earliest || form.day > today) return { problem: "day" };
  if (time !== "" && !/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) return { problem: "time" };
  if (text === "" || [...text].length > MOST_NOTE_TEXT || INVISIBLE.test(text) || !text.isWellFormed()) return { problem: "text" };
  const known = await readNotes({ client: kv.writer });
  const before = known.find(({ id }) => id === form.id);
  if (form.id !== undefined && before === undefined) return { problem: "gone" };
  const old = known.filter(({ day }) => day < earliest).map(({ id }) => id);
  if (before === undefined && known.length - old.length >= MOST_NOTES) return { problem: "full" };
  const author = before?.by ?? by;
  const note: Note = { id: before?.id ?? randomUUID(), day: form.day, time: time === "" ? null : time, text, ...(author !== undefined && { by: author }) };
  const { id, ...value } = note;
  await kv.writer.hset(NOTES_KEY, { [id]: value });
  if (old.length > 0) await kv.writer.hdel(NOTES_KEY, ...old);
  return { note };
}

/** The note that was removed; undefined if there was none. */
export async function removeNote(kv: NotesKv, id: string): Promise<Note | undefined> {
  const note = (await readNotes({ client: kv.writer })).find((one) => one.id === id);
  if (note !== undefined) await kv.writer.hdel(NOTES_KEY, id);
  return note;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
