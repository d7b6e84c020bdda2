import { adminSecret, isAdminPassword, type AdminSecretEnv } from "./admin-secret.ts";
import { knownDevice, openSession, type AdminRequest } from "./admin-session.ts";
import type { KvClient } from "../kv/kv.ts";
import { countTry, type CountedTry, type Guesser } from "./sign-in-throttle.ts";
import { storeFailure } from "../kv/store-failure.ts";
import { visitorAddress } from "../http/visitor-address.ts";

/** What became of a try to sign in. Times in whole seconds. */
export type SignInOutcome =
  | { kind: "signed-in" }
  | { kind: "wrong"; triesLeft: number }
  | { kind: "locked"; retryAfter: number }
  | { kind: "too-long" }
  | { kind: "no-store"; message: string; retryAfter: number }
  /** There is no password to sign in with; where that is a slip, with what to mend. */
  | { kind: "no-password"; problem?: string };

/** In UTF-16 units. What is longer is no password, and hashing it is work for whoever asks. */
export const LONGEST_PASSWORD = 1_000;

export interface SignInSurroundings {
  env: AdminSecretEnv;
  /** The connection for writes that must not be repeated. Throws where no store is configured. */
  writer: () => KvClient;
  now: Date;
}

/**
 * Opens a session if the guess is right and the sender may guess. A store that does not answer lets
 * nobody in: without its counts anybody could try for as long as the outage lasts.
 */
export async function signIn(request: AdminRequest, guess: string, { env, writer, now }: SignInSurroundings): Promise<SignInOutcome> {
  const secret = adminSecret(env);
  if (!secret) return { kind: "no-password" };
  if ("problem" in secret) return { kind: "no-password", problem: secret.problem };
  if (guess.length > LONGEST_PASSWORD) return { kind: "too-long" };
  const device = await knownDevice(request, secret);
  const attempt = await countOrFail(writer, device === undefined ? { address: visitorAddress(request.request.headers) } : { device }, now);
  if (attempt.kind !== "allowed") return attempt;
  if (!(await isAdminPassword(guess, secret))) return { kind: "wrong", triesLeft: attempt.triesLeft };
  // Who knows the password is let in even if the store has gone away meanwhile; the log has it then.
  await attempt.takeBack().catch(storeFailure);
  await openSession(request, secret);
  return { kind: "signed-in" };
}

async function countOrFail(writer: () => KvClient, guesser: Guesser, now: Date): Promise<CountedTry | { kind: "no-store"; message: string; retryAfter: number }> {
  try {
    return await countTry(writer(), guesser, now);
  } catch (error) {
    const { message, retryAfter } = storeFailure(error);
    return { kind: "no-store", message, retryAfter };
  }
}
