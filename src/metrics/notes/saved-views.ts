/**
 * Saved views: combinations of filters, days and chart under a name, as the query string of the page. All admins share them. They are
 * kept in one hash.
 */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Kv } from "../../host/kv/kv.ts";
import { INVISIBLE } from "../fields.ts";
import { VIEWS_KEY } from "../log/keys.ts";

export const MOST_VIEWS = 30;
/** In characters. */
export const MOST_VIEW_NAME = 40;
/** Of a query string. Every filter at its longest would be longer, and no admin wants that. */
const MOST_SEARCH = 1_000;

const viewSchema = z.strictObject({ id: z.string(), name: z.string(), search: z.string().max(MOST_SEARCH) });
export type SavedView = z.infer<typeof viewSchema>;

export type ViewProblem = "name" | "search" | "full";

type ViewsKv = Pick<Kv, "client" | "writer">;

/** All saved views, by their names. What is none in the store is left out. */
export async function readViews({ client }: Pick<Kv, "client">): Promise<SavedView[]> {
  const stored = (await client.hgetall<Record<string, unknown>>(VIEWS_KEY)) ?? {};
  return Object.entries(stored)
    .flatMap(([id, value]) => {
      const parsed = viewSchema.safeParse({ id, ...(typeof value === "object" ? value : {}) });
      return parsed.success ? [parsed.data] : [];
    })
    .toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

/** Saves a view. One of the same name is replaced. @param search the shortest query string of the view, which the caller has checked. */
export async function saveView(kv: ViewsKv, { name: typed, search }: Pick<SavedView, "name" | "search">): Promise<{ view: SavedView } | { problem: ViewProblem }> {
  const name = typed.trim().replace(/\s+/g, " ");
  if (name === "" || [...name].length > MOST_VIEW_NAME || INVISIBLE.test(name) || !name.isWellFormed()) return { problem: "name" };
  if (search.length > MOST_SEARCH) return { problem: "search" };
  const known = await readViews({ client: kv.writer });
  const before = known.find((view) => view.name === name);
  if (before === undefined && known.length >= MOST_VIEWS) return { problem: "full" };
  const view = { id: before?.id ?? randomUUID(), name, search };
  await kv.writer.hset(VIEWS_KEY, { [view.id]: { name, search } });
  return { view };
}

/** The view that was removed; undefined if there was none. */
export async function removeView(kv: ViewsKv, id: string): Promise<SavedView | undefined> {
  const view = (await readViews({ client: kv.writer })).find((one) => one.id === id);
  if (view !== undefined) await kv.writer.hdel(VIEWS_KEY, id);
  return view;
}
