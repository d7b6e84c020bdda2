import { createHash } from "node:crypto";
import type { AstroCookies } from "astro";
import { sealData, unsealData } from "iron-session";
import type { AdminSecret } from "./admin-secret.ts";
import { stretch } from "./password-hash.ts";
import { OWNER, type Person } from "./people.ts";

export interface AdminRequest {
  cookies: Pick<AstroCookies, "get" | "set" | "delete">;
  url: URL;
  request: Request;
}

export interface SealedCookie {
  readonly name: string;
  readonly path: string;
  /** In seconds. */
  readonly ttl: number;
  /** "strict" if not given. */
  readonly sameSite?: "strict" | "lax";
}

/** Whose key seals a cookie. */
export type Sealer = Pick<Person, "name" | "secret">;

/** The library accepts a seal this many seconds after its expiry, in case clocks differ. */
const SKEW = 60;

/** The cookie's content; empty if there is no cookie, or its seal is broken, expired or made with another key. */
export async function readSealed({ name }: SealedCookie, { cookies }: Pick<AdminRequest, "cookies">, sealer: Sealer): Promise<Record<string, unknown>> {
  const seal = cookies.get(name)?.value;
  if (!seal || idIn(seal) !== idOf(sealer)) return {};
  return unsealData<Record<string, unknown>>(seal, { password: await keyring(sealer) });
}

/** The person whose key a cookie claims to be sealed with. It proves nothing, and saves trying every key. */
export function claimedSealer<P extends Sealer>({ name }: SealedCookie, { cookies }: Pick<AdminRequest, "cookies">, people: readonly P[]): P | undefined {
  const id = idIn(cookies.get(name)?.value ?? "");
  return id === undefined ? undefined : people.find((person) => idOf(person) === id);
}

/** Sets the cookie, with a new seal. */
export async function writeSealed(cookie: SealedCookie, request: AdminRequest, sealer: Sealer, content: Record<string, unknown>): Promise<void> {
  const { name, ttl } = cookie;
  const seal = await sealData(content, { password: await keyring(sealer), ttl: ttl - SKEW });
  request.cookies.set(name, seal, { ...attributes(cookie, request), maxAge: ttl });
}

export function deleteSealed(cookie: SealedCookie, request: AdminRequest): void {
  request.cookies.delete(cookie.name, attributes(cookie, request));
}

function attributes({ path, sameSite = "strict" }: SealedCookie, request: AdminRequest) {
  return { httpOnly: true, sameSite, secure: isHttps(request), path } as const;
}

/** The id of the key in a seal, which is readable: "Fe26.2*<id>*…". */
function idIn(seal: string): number | undefined {
  const id = /^Fe26\.2\*(\d{1,10})\*/.exec(seal)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** 1 for the owner, as before there were others. */
function idOf({ name }: Sealer): number {
  return name === OWNER ? 1 : 2 + createHash("sha256").update(name).digest().readUInt32BE(0);
}

async function keyring(sealer: Sealer): Promise<Record<string, string>> {
  return { [idOf(sealer)]: await sealingKey(sealer.secret) };
}

/**
 * Whether the browser uses https. Vercel's edge sets `x-forwarded-proto` to the browser's protocol
 * (https://vercel.com/docs/headers/request-headers), and so does the server of `npm start`.
 */
function isHttps({ url, request }: AdminRequest): boolean {
  const forwarded = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim().toLowerCase();
  return url.protocol === "https:" || forwarded === "https";
}

/** Cheaper than the hash of a stored password, because each new instance derives the key while the admin waits, about 50 ms. */
const SEALING_COST = { N: 2 ** 14, r: 8, p: 1 };

const sealingKeys = new Map<string, Promise<string>>();

/**
 * The key that seals a person's cookies, derived from the configured password or hash, once per process. So
 * there is only one secret to set, and changing or removing it ends every session of this person. scrypt (RFC 7914) makes a stolen
 * cookie a poor way to guess the password. The hash is a secret too: it does not reveal the password, but
 * this key can be derived from it.
 */
function sealingKey({ setting }: AdminSecret): Promise<string> {
  const known = sealingKeys.get(setting) ?? stretch(setting, "readyslot admin session", 32, SEALING_COST).then((key) => key.toString("base64url"));
  sealingKeys.set(setting, known);
  return known;
}
