/**
 * Links that show the numbers to somebody without a password, such as a client. A link has an expiry and can be revoked.
 *
 *     readyslot:v3:shares   hash: SHA-256 of a link's token → JSON of `ShareLink`; as long as the longest link
 *
 * Only the token's hash is kept, so that nobody who can read the store has a link. A token has 256 random bits and is found by
 * its hash, so there is nothing that could be guessed, or measured while comparing. Opening a link sets a sealed cookie with
 * the token; the store is asked at every request, so revoking a link ends its visits at once. A cookie with a broken seal costs no command.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Kv } from "../kv/kv.ts";
import type { WithCookies } from "./admin-session.ts";
import { peopleOf, type PeopleEnv } from "./people.ts";
import { deleteSealed, readSealed, writeSealed, type AdminRequest, type SealedCookie } from "./sealed-cookie.ts";

const KEY = "readyslot:v3:shares";
const DAY_SECONDS = 24 * 60 * 60;
const TOKEN = /^[\w-]{43}$/;

/** In days. */
export const SHARE_DAYS = [7, 30, 90, 365] as const;
export const MOST_SHARES = 20;
export const LONGEST_SHARE_NAME = 60;

export interface ShareLink {
  /** Whom it is for, as the admin wrote it. */
  readonly name: string;
  /** Who made it. */
  readonly by: string;
  /** ISO 8601. */
  readonly made: string;
  readonly expires: string;
}

export interface ListedShare extends ShareLink {
  /** The token's hash, to revoke it by. */
  readonly id: string;
}

/** A link from another site must carry the cookie, so it is not strict. It shows numbers, and changes nothing. */
const cookie = (ttl: number): SealedCookie => ({ name: "readyslot-share", path: "/admin", ttl, sameSite: "lax" });

/**
 * Makes a link.
 *
 * @returns its token, which is not kept; undefined if there are as many links as there may be.
 */
export async function makeShare({ client, writer }: Pick<Kv, "client" | "writer">, { name, by, days, now }: { name: string; by: string; days: number; now: Date }): Promise<string | undefined> {
  const links = await listShares({ client }, now);
  if (links.length >= MOST_SHARES) return undefined;
  const token = randomBytes(32).toString("base64url");
  const link: ShareLink = { name, by, made: now.toISOString(), expires: new Date(now.getTime() + days * DAY_SECONDS * 1_000).toISOString() };
  const lasts = Math.max(days, ...links.map(({ expires }) => Math.ceil((Date.parse(expires) - now.getTime()) / (DAY_SECONDS * 1_000))));
  await writer.multi().hset(KEY, { [hashOf(token)]: link }).expire(KEY, (lasts + 1) * DAY_SECONDS).exec();
  return token;
}

/** The links that are valid, the newest first. Those that have expired are removed. */
export async function listShares({ client }: Pick<Kv, "client">, now: Date): Promise<ListedShare[]> {
  const fields = Object.entries((await client.hgetall<Record<string, unknown>>(KEY)) ?? {});
  const isOver = ([, link]: [string, unknown]) => !isShareLink(link) || link.expires <= now.toISOString();
  const over = fields.filter(isOver).map(([id]) => id);
  if (over.length > 0) await client.hdel(KEY, ...over);
  return fields.flatMap(([id, link]) => (isShareLink(link) && link.expires > now.toISOString() ? [{ id, ...link }] : [])).toSorted((a, b) => (a.made < b.made ? 1 : -1));
}

/** Ends a link; its name, or undefined if there is no such link. */
export async function revokeShare({ client, writer }: Pick<Kv, "client" | "writer">, id: string, now: Date): Promise<string | undefined> {
  const link = (await listShares({ client }, now)).find((one) => one.id === id);
  if (!link) return undefined;
  await writer.hdel(KEY, id);
  return link.name;
}

interface Surroundings {
  readonly env: PeopleEnv;
  readonly kv: () => Pick<Kv, "client">;
  readonly now: Date;
}

/** Whether a text has the form of a token. */
export function isShareToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Lets the request's browser in with a link's token; undefined if the link is not valid. */
export async function openShare(request: AdminRequest, token: string, { env, kv, now }: Surroundings): Promise<ShareLink | undefined> {
  const [person] = peopleOf(env);
  const link = person && (await linkOf(kv, token, now));
  if (!link) return undefined;
  // A seal of less than a minute would be none.
  const ttl = Math.max(120, Math.floor((Date.parse(link.expires) - now.getTime()) / 1_000));
  await writeSealed(cookie(ttl), request, person, { share: token });
  return link;
}

export function closeShare(request: AdminRequest): void {
  deleteSealed(cookie(0), request);
}

/** A guest's link could not be looked up; `cause` is the store's error. */
export class UnreadShareError extends Error {}

/** The link that the request's browser was let in with, if it is still valid. @throws {UnreadShareError} */
export async function guestOf(request: WithCookies, { env, kv, now }: Surroundings): Promise<ShareLink | undefined> {
  if (request.cookies.get(cookie(0).name) === undefined) return undefined;
  const [person] = peopleOf(env);
  const { share } = person ? await readSealed(cookie(0), request, person) : {};
  return typeof share === "string" ? linkOf(kv, share, now) : undefined;
}

async function linkOf(kv: Surroundings["kv"], token: string, now: Date): Promise<ShareLink | undefined> {
  if (!isShareToken(token)) return undefined;
  const id = hashOf(token);
  let link: unknown;
  try {
    link = (await kv().client.hmget<Record<string, unknown>>(KEY, id))?.[id];
  } catch (cause) {
    throw new UnreadShareError("The store did not say whether a share link is valid.", { cause });
  }
  return isShareLink(link) && link.expires > now.toISOString() ? link : undefined;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The client has parsed the JSON; a value of another shape is no link. */
function isShareLink(value: unknown): value is ShareLink {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string" && "expires" in value && typeof value.expires === "string" && "made" in value && typeof value.made === "string" && "by" in value;
}
