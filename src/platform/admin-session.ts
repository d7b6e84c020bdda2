import type { AstroCookies } from "astro";
import { sealData, unsealData } from "iron-session";
import { adminSecret, type AdminSecret, type AdminSecretEnv } from "./admin-secret.ts";
import { stretch } from "./password-hash.ts";

/** Twelve hours, in seconds: a working day. */
const TTL = 12 * 60 * 60;
/** The library lets a seal live this many seconds longer than it says, for clocks that differ. */
const SKEW = 60;
const COOKIE = "readyslot-admin";

export interface AdminRequest {
  cookies: Pick<AstroCookies, "get" | "set" | "delete">;
  url: URL;
  request: Request;
}

/** Whether the request comes from someone who signed in with the password that is set now. */
export async function isAdmin({ cookies }: Pick<AdminRequest, "cookies">, env: AdminSecretEnv): Promise<boolean> {
  const seal = cookies.get(COOKIE)?.value;
  const secret = adminSecret(env);
  if (!seal || !secret || "problem" in secret) return false;
  // A seal that is broken, too old or another key's holds nothing.
  const session = await unsealData<{ isAdmin?: unknown }>(seal, { password: await sealingKey(secret) });
  return session.isAdmin === true;
}

/** Opens a session. The cookie is a new one each time, whatever the browser had before. */
export async function openSession(request: AdminRequest, secret: AdminSecret): Promise<void> {
  const seal = await sealData({ isAdmin: true }, { password: await sealingKey(secret), ttl: TTL - SKEW });
  request.cookies.set(COOKIE, seal, { ...attributes(request), maxAge: TTL });
}

export function signOut(request: AdminRequest): void {
  request.cookies.delete(COOKIE, attributes(request));
}

function attributes(request: AdminRequest) {
  return { httpOnly: true, sameSite: "strict", secure: isHttps(request), path: "/" } as const;
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
 * The key that seals the cookie, derived from the password or the hash that is set: one secret to
 * set, and a changed one ends every session. scrypt (RFC 7914) makes a stolen cookie a poor way to
 * guess the password; once per process. Whoever reads the hash cannot type the password, but can
 * make this key: the hash is a secret too.
 */
function sealingKey({ setting }: AdminSecret): Promise<string> {
  const known = sealingKeys.get(setting) ?? stretch(setting, "readyslot admin session", 32, SEALING_COST).then((key) => key.toString("base64url"));
  sealingKeys.set(setting, known);
  return known;
}
