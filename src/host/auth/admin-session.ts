import { randomUUID } from "node:crypto";
import { adminSecret, type AdminSecret, type AdminSecretEnv } from "./admin-secret.ts";
import { deleteSealed, readSealed, writeSealed, type AdminRequest, type SealedCookie } from "./sealed-cookie.ts";

export type { AdminRequest } from "./sealed-cookie.ts";

/** Twelve hours: a working day. */
const SESSION: SealedCookie = { name: "readyslot-admin", path: "/", ttl: 12 * 60 * 60 };

/**
 * A device that has signed in. The cookie gives no access, but the device's wrong passwords are counted
 * separately, so that attackers cannot lock it out
 * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). It survives
 * signing out, and ends when the password changes. Browsers keep a cookie for 400 days at most (RFC 6265bis, 5.5).
 */
const DEVICE: SealedCookie = { name: "readyslot-device", path: "/admin", ttl: 400 * 24 * 60 * 60 };

type WithCookies = Pick<AdminRequest, "cookies">;

/** Whether the request has a session that was opened with the current password. */
export async function isAdmin(request: WithCookies, env: AdminSecretEnv): Promise<boolean> {
  const secret = usableSecret(env);
  return secret !== undefined && (await readSealed(SESSION, request, secret)).isAdmin === true;
}

/** Opens a session, with a new cookie each time. */
export async function openSession(request: AdminRequest, secret: AdminSecret): Promise<void> {
  await writeSealed(SESSION, request, secret, { isAdmin: true, device: (await knownDevice(request, secret)) ?? randomUUID() });
}

export function signOut(request: AdminRequest): void {
  deleteSealed(SESSION, request);
}

/** The random id of a device that has signed in with the current password; undefined for any other. Copies of a cookie have the same id. */
export async function knownDevice(request: WithCookies, secret: AdminSecret): Promise<string | undefined> {
  for (const cookie of [DEVICE, SESSION]) {
    const { device } = await readSealed(cookie, request, secret);
    if (typeof device === "string") return device;
  }
  return undefined;
}

/** Remembers the session's device beyond the session's end. Call it only for the signed-in admin. */
export async function rememberDevice(request: AdminRequest, env: AdminSecretEnv): Promise<void> {
  const secret = usableSecret(env);
  if (!secret || (await readSealed(DEVICE, request, secret)).device) return;
  await writeSealed(DEVICE, request, secret, { device: (await knownDevice(request, secret)) ?? randomUUID() });
}

function usableSecret(env: AdminSecretEnv): AdminSecret | undefined {
  const secret = adminSecret(env);
  return secret && !("problem" in secret) ? secret : undefined;
}
