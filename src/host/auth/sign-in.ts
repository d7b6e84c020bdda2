import { adminSecret, isAdminPassword } from "./admin-secret.ts";
import { knownDevice, openSession, type AdminRequest } from "./admin-session.ts";
import type { KvClient } from "../kv/kv.ts";
import { isHashOf, parsePasswordHash } from "./password-hash.ts";
import { OWNER, parsePeople, peopleOf, personNamed, type PeopleEnv, type Person } from "./people.ts";
import { countTry, type CountedTry, type Guesser } from "./sign-in-throttle.ts";
import { storeFailure, type StoreFailure } from "../kv/store-failure.ts";
import { visitorAddress } from "../http/visitor-address.ts";

/** The outcome of an attempt to sign in. Times in whole seconds. */
export type SignInOutcome =
  | { kind: "signed-in"; name: string }
  | { kind: "wrong"; triesLeft: number }
  | { kind: "locked"; retryAfter: number }
  | { kind: "too-long" }
  | { kind: "no-store"; failure: Pick<StoreFailure, "code" | "problem">; retryAfter: number }
  /** There is no valid password to sign in with; `problem` if one is set and invalid. */
  | { kind: "no-password"; problem?: string };

/** In UTF-16 units. Hashing a longer input would only cost time. */
export const LONGEST_PASSWORD = 1_000;

export interface SignInSurroundings {
  env: PeopleEnv;
  /** Who signs in, as typed; by default the owner. */
  name?: string;
  /** The connection for writes that must not be repeated. Throws if no store is configured. */
  writer: () => KvClient;
  now: Date;
}

/**
 * Opens a session if the name and the password are right and the sender is within the limits. While the store does not
 * answer, nobody can sign in: without its counts, attempts would be unlimited during an outage.
 */
export async function signIn(request: AdminRequest, guess: string, { env, name = OWNER, writer, now }: SignInSurroundings): Promise<SignInOutcome> {
  const people = peopleOf(env);
  if (people.length === 0) return { kind: "no-password", ...problemOf(env) };
  if (guess.length > LONGEST_PASSWORD) return { kind: "too-long" };
  const person = personNamed(people, name);
  const device = person && (await knownDevice(request, person));
  const attempt = await countOrFail(writer, device === undefined ? { address: visitorAddress(request.request.headers) } : { device }, now);
  if (attempt.kind !== "allowed") return attempt;
  if (!(await isPasswordOf(person, guess)) || !person) return { kind: "wrong", triesLeft: attempt.triesLeft };
  // The right password opens a session even if the store has failed meanwhile, which is logged.
  await attempt.takeBack().catch(storeFailure);
  await openSession(request, person);
  return { kind: "signed-in", name: person.name };
}

/** Of no password; with the cost of those that `npm run hash-password` makes. */
const NOBODYS = parsePasswordHash(`scrypt:32768:8:3:${"A".repeat(22)}:${"A".repeat(43)}`);

/** An unknown name takes as long as a known one with a wrong password, so that the time does not show who there is. */
async function isPasswordOf(person: Person | undefined, guess: string): Promise<boolean> {
  if (person) return isAdminPassword(guess, person.secret);
  if (NOBODYS) await isHashOf(NOBODYS, guess);
  return false;
}

/** What is wrong with the settings that should let somebody in; nothing if none is set. */
export function problemOf(env: PeopleEnv): { problem?: string } {
  const secret = adminSecret(env);
  if (secret && "problem" in secret) return { problem: secret.problem };
  try {
    parsePeople(env.ADMINS ?? "");
    return {};
  } catch (error) {
    return { problem: (error as TypeError).message };
  }
}

async function countOrFail(writer: () => KvClient, guesser: Guesser, now: Date): Promise<CountedTry | Extract<SignInOutcome, { kind: "no-store" }>> {
  try {
    return await countTry(writer(), guesser, now);
  } catch (error) {
    const failure = storeFailure(error);
    return { kind: "no-store", failure, retryAfter: failure.retryAfter };
  }
}
