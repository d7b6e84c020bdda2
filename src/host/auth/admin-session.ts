import { randomUUID } from "node:crypto";
import { adminSecret, type AdminSecret, type AdminSecretEnv } from "./admin-secret.ts";
import { deleteSealed, readSealed, writeSealed, type AdminRequest, type SealedCookie } from "./sealed-cookie.ts";

export type { AdminRequest } from "./sealed-cookie.ts";

/** Twelve hours: a working day. */
const SESSION: SealedCookie = { name: "readyslot-admin", path: "/", ttl: 12 * 60 * 60 };

/**
 * A device that has signed in. It opens nothing, but its wrong passwords are counted on their own, so
 * that strangers' cannot lock it out
 * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). Signing out
 * leaves it; a changed password ends it. 400 days is what browsers keep a cookie at most (RFC 6265bis, 5.5).
 */
const DEVICE: SealedCookie = { name: "readyslot-device", path: "/admin", ttl: 400 * 24 * 60 * 60 };

type WithCookies = Pick<AdminRequest, "cookies">;

/** Whether the request comes from someone who signed in with the password that is set now. */
export async function isAdmin(request: WithCookies, env: AdminSecretEnv): Promise<boolean> {
  const secret = usableSecret(env);
  return secret !== undefined && (await readSealed(SESSION, request, secret)).isAdmin === true;
}

/** Opens a session. The cookie is a new one each time, whatever the browser had before. */
export async function openSession(request: AdminRequest, secret: AdminSecret): Promise<void> {
  await writeSealed(SESSION, request, secret, { isAdmin: true, device: (await knownDevice(request, secret)) ?? randomUUID() });
}

export function signOut(request: AdminRequest): void {
  deleteSealed(SESSION, request);
}

/** The random id of a device that has signed in with the password that is set now; undefined of any other. Copies of a cookie have the same. */
export async function knownDevice(request: WithCookies, secret: AdminSecret): Promise<string | undefined> {
  for (const cookie of [DEVICE, SESSION]) {
    const { device } = await readSealed(cookie, request, secret);
    if (typeof device === "string") return device;
  }
  return undefined;
}

/** Remembers the device of a session beyond its end. To be called for the admin alone. */
export async function rememberDevice(request: AdminRequest, env: AdminSecretEnv): Promise<void> {
  const secret = usableSecret(env);
  if (!secret || (await readSealed(DEVICE, request, secret)).device) return;
  await writeSealed(DEVICE, request, secret, { device: (await knownDevice(request, secret)) ?? randomUUID() });
}

function usableSecret(env: AdminSecretEnv): AdminSecret | undefined {
  const secret = adminSecret(env);
  return secret && !("problem" in secret) ? secret : undefined;
}
