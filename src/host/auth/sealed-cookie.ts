import type { AstroCookies } from "astro";
import { sealData, unsealData } from "iron-session";
import type { AdminSecret } from "./admin-secret.ts";
import { stretch } from "./password-hash.ts";

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
}

/** The library accepts a seal this many seconds longer than it says, for clocks that differ. */
const SKEW = 60;

/** What the cookie holds; nothing where there is none, or its seal is broken, too old or another key's. */
export async function readSealed({ name }: SealedCookie, { cookies }: Pick<AdminRequest, "cookies">, secret: AdminSecret): Promise<Record<string, unknown>> {
  const seal = cookies.get(name)?.value;
  return seal ? unsealData<Record<string, unknown>>(seal, { password: await sealingKey(secret) }) : {};
}

/** Sets the cookie, with a new seal. */
export async function writeSealed({ name, path, ttl }: SealedCookie, request: AdminRequest, secret: AdminSecret, held: Record<string, unknown>): Promise<void> {
  const seal = await sealData(held, { password: await sealingKey(secret), ttl: ttl - SKEW });
  request.cookies.set(name, seal, { ...attributes(path, request), maxAge: ttl });
}

export function deleteSealed({ name, path }: SealedCookie, request: AdminRequest): void {
  request.cookies.delete(name, attributes(path, request));
}

function attributes(path: string, request: AdminRequest) {
  return { httpOnly: true, sameSite: "strict", secure: isHttps(request), path } as const;
}

/**
 * Whether the browser speaks https. Vercel's edge does, whatever it speaks to the function, and says
 * so itself (https://vercel.com/docs/headers/request-headers); so does the server of `npm start`.
 */
function isHttps({ url, request }: AdminRequest): boolean {
  const forwarded = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim().toLowerCase();
  return url.protocol === "https:" || forwarded === "https";
}

/** Cheaper than for a password that is kept: each new instance pays it while the admin waits, some 50 ms. */
const SEALING_COST = { N: 2 ** 14, r: 8, p: 1 };

const sealingKeys = new Map<string, Promise<string>>();

/**
 * The key that seals the cookies, derived from the password or the hash that is set: one secret to
 * set, and a changed one ends every session. scrypt (RFC 7914) makes a stolen cookie a poor way to
 * guess the password; once per process. Whoever reads the hash cannot type the password, but can
 * make this key: the hash is a secret too.
 */
function sealingKey({ setting }: AdminSecret): Promise<string> {
  const known = sealingKeys.get(setting) ?? stretch(setting, "readyslot admin session", 32, SEALING_COST).then((key) => key.toString("base64url"));
  sealingKeys.set(setting, known);
  return known;
}
