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

/** The library accepts a seal this many seconds after its expiry, in case clocks differ. */
const SKEW = 60;

/** The cookie's content; empty if there is no cookie, or its seal is broken, expired or made with another key. */
export async function readSealed({ name }: SealedCookie, { cookies }: Pick<AdminRequest, "cookies">, secret: AdminSecret): Promise<Record<string, unknown>> {
  const seal = cookies.get(name)?.value;
  return seal ? unsealData<Record<string, unknown>>(seal, { password: await sealingKey(secret) }) : {};
}

/** Sets the cookie, with a new seal. */
export async function writeSealed({ name, path, ttl }: SealedCookie, request: AdminRequest, secret: AdminSecret, content: Record<string, unknown>): Promise<void> {
  const seal = await sealData(content, { password: await sealingKey(secret), ttl: ttl - SKEW });
  request.cookies.set(name, seal, { ...attributes(path, request), maxAge: ttl });
}

export function deleteSealed({ name, path }: SealedCookie, request: AdminRequest): void {
  request.cookies.delete(name, attributes(path, request));
}

function attributes(path: string, request: AdminRequest) {
  return { httpOnly: true, sameSite: "strict", secure: isHttps(request), path } as const;
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
 * The key that seals the cookies, derived from the configured password or hash, once per process. So
 * there is only one secret to set, and changing it ends every session. scrypt (RFC 7914) makes a stolen
 * cookie a poor way to guess the password. The hash is a secret too: it does not reveal the password, but
 * this key can be derived from it.
 */
function sealingKey({ setting }: AdminSecret): Promise<string> {
  const known = sealingKeys.get(setting) ?? stretch(setting, "readyslot admin session", 32, SEALING_COST).then((key) => key.toString("base64url"));
  sealingKeys.set(setting, known);
  return known;
}
