import { scryptSync } from "node:crypto";
import type { AstroCookies } from "astro";
import { getIronSession, type IronSession } from "iron-session";
import { isSameSecret } from "./secrets.ts";

/** Twelve hours, in seconds: a working day. */
const TTL = 12 * 60 * 60;
const COOKIE = "readyslot-admin";

export interface AdminRequest {
  cookies: AstroCookies;
  url: URL;
}

/** Whether the request comes from someone who signed in with the password that is set now. */
export async function isAdmin(request: AdminRequest, password: string | undefined): Promise<boolean> {
  if (!password) return false;
  return (await session(request, password)).isAdmin === true;
}

/** Signs in if the guess is right. Says whether it was. */
export async function signIn(request: AdminRequest, guess: string, password: string): Promise<boolean> {
  if (!isSameSecret(guess, password)) return false;
  const current = await session(request, password);
  current.isAdmin = true;
  await current.save();
  return true;
}

export function signOut({ cookies }: AdminRequest): void {
  cookies.delete(COOKIE, { path: "/" });
}

function session({ cookies, url }: AdminRequest, password: string): Promise<IronSession<{ isAdmin: boolean }>> {
  return getIronSession<{ isAdmin: boolean }>(cookieStore(cookies), {
    cookieName: COOKIE,
    password: sealingKey(password),
    ttl: TTL,
    cookieOptions: { httpOnly: true, sameSite: "strict", secure: url.protocol === "https:", path: "/" },
  });
}

/** Astro's cookies in the shape that the session library knows. */
function cookieStore(cookies: AstroCookies) {
  return {
    get(name: string) {
      const value = cookies.get(name)?.value;
      return value === undefined ? undefined : { name, value };
    },
    set(name: string, value: string, { httpOnly, sameSite, secure, path, maxAge }: Record<string, unknown>) {
      cookies.set(name, value, { httpOnly, sameSite, secure, path, maxAge } as Parameters<AstroCookies["set"]>[2] & object);
    },
  };
}

const sealingKeys = new Map<string, string>();

/**
 * The key that seals the cookie, derived from the password: one secret to set, and a changed password
 * ends every session. scrypt (RFC 7914) makes a stolen cookie a poor way to guess the password;
 * once per process, as it takes tens of milliseconds.
 */
function sealingKey(password: string): string {
  const known = sealingKeys.get(password) ?? scryptSync(password, "readyslot admin session", 32).toString("base64url");
  sealingKeys.set(password, known);
  return known;
}
