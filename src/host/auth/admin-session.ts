import { randomUUID } from "node:crypto";
import { OWNER, peopleOf, type PeopleEnv, type Person } from "./people.ts";
import { claimedSealer, deleteSealed, readSealed, writeSealed, type AdminRequest, type SealedCookie, type Sealer } from "./sealed-cookie.ts";

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

export type WithCookies = Pick<AdminRequest, "cookies">;

/** The person whose session the request has. It was opened with the person's current password; the role is the one of now. */
export async function signedInPerson(request: WithCookies, env: PeopleEnv): Promise<Person | undefined> {
  const person = claimedSealer(SESSION, request, peopleOf(env));
  if (!person) return undefined;
  const { isAdmin, person: name } = await readSealed(SESSION, request, person);
  // The name is in the seal, because two people may have been given the same hash.
  const isTheirs = person.name === OWNER ? isAdmin === true : name === person.name;
  return isTheirs ? person : undefined;
}

/** Opens a session, with a new cookie each time. */
export async function openSession(request: AdminRequest, person: Sealer): Promise<void> {
  const whose = person.name === OWNER ? { isAdmin: true } : { person: person.name };
  await writeSealed(SESSION, request, person, { ...whose, device: (await knownDevice(request, person)) ?? randomUUID() });
}

export function signOut(request: AdminRequest): void {
  deleteSealed(SESSION, request);
}

/**
 * The random id of a device on which this person has signed in with the current password; undefined for any other. Copies of a
 * cookie have the same id. Another person's device is not known: it could otherwise be used to guess this one's password.
 */
export async function knownDevice(request: WithCookies, person: Sealer): Promise<string | undefined> {
  for (const cookie of [DEVICE, SESSION]) {
    const { device } = await readSealed(cookie, request, person);
    if (typeof device === "string") return device;
  }
  return undefined;
}

/** Remembers the session's device beyond the session's end. Call it only for a person who has signed in. */
export async function rememberDevice(request: AdminRequest, person: Sealer): Promise<void> {
  if ((await readSealed(DEVICE, request, person)).device) return;
  await writeSealed(DEVICE, request, person, { device: (await knownDevice(request, person)) ?? randomUUID() });
}
