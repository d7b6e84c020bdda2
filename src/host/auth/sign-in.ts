import { adminSecret, isAdminPassword, type AdminSecretEnv } from "./admin-secret.ts";
import { knownDevice, openSession, type AdminRequest } from "./admin-session.ts";
import type { KvClient } from "../kv/kv.ts";
import { countTry, type CountedTry, type Guesser } from "./sign-in-throttle.ts";
import { storeFailure, type StoreFailure } from "../kv/store-failure.ts";
import { visitorAddress } from "../http/visitor-address.ts";

/** The outcome of an attempt to sign in. Times in whole seconds. */
export type SignInOutcome =
  | { kind: "signed-in" }
  | { kind: "wrong"; triesLeft: number }
  | { kind: "locked"; retryAfter: number }
  | { kind: "too-long" }
  | { kind: "no-store"; failure: Pick<StoreFailure, "code" | "problem">; retryAfter: number }
  /** There is no valid password to sign in with; `problem` if one is set and invalid. */
  | { kind: "no-password"; problem?: string };

/** In UTF-16 units. Hashing a longer input would only cost time. */
export const LONGEST_PASSWORD = 1_000;

export interface SignInSurroundings {
  env: AdminSecretEnv;
  /** The connection for writes that must not be repeated. Throws if no store is configured. */
  writer: () => KvClient;
  now: Date;
}

/**
 * Opens a session if the password is right and the sender is within the limits. While the store does not
 * answer, nobody can sign in: without its counts, attempts would be unlimited during an outage.
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
  // The right password opens a session even if the store has failed meanwhile, which is logged.
  await attempt.takeBack().catch(storeFailure);
  await openSession(request, secret);
  return { kind: "signed-in" };
}

async function countOrFail(writer: () => KvClient, guesser: Guesser, now: Date): Promise<CountedTry | Extract<SignInOutcome, { kind: "no-store" }>> {
  try {
    return await countTry(writer(), guesser, now);
  } catch (error) {
    const failure = storeFailure(error);
    return { kind: "no-store", failure, retryAfter: failure.retryAfter };
  }
}
