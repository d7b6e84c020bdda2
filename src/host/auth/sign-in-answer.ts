import type { AdminSecretEnv } from "./admin-secret.ts";
import { LONGEST_PASSWORD, type SignInOutcome } from "./sign-in.ts";

export interface SignInAnswer {
  status: number;
  /** Whole seconds, for the header of this name. */
  retryAfter?: number;
  message: string;
}

type Failed = Exclude<SignInOutcome, { kind: "signed-in" }>;

/** What to say of a try to sign in that let nobody in: what happened, and what to do. */
export function signInAnswer(outcome: Failed, env: AdminSecretEnv & { readonly VERCEL?: string | undefined }): SignInAnswer {
  const onVercel = Boolean(env.VERCEL);
  switch (outcome.kind) {
    case "wrong":
      return { status: 401, message: `That is not the password. ${left(outcome.triesLeft)} ${whichOne(env, onVercel)}` };
    case "locked":
      return { status: 429, retryAfter: outcome.retryAfter, message: `Too many wrong passwords. Try again in ${minutes(outcome.retryAfter)}.` };
    case "too-long":
      return { status: 413, message: `That is too long to be the password: it has at most ${LONGEST_PASSWORD.toLocaleString("en")} characters.` };
    case "no-store":
      return { status: 503, retryAfter: outcome.retryAfter, message: `Nobody can sign in right now, as wrong passwords cannot be counted. ${outcome.message}` };
    case "no-password":
      return { status: 503, message: outcome.problem ? `Nobody can sign in: ${outcome.problem} ${whereToMend(onVercel)}` : `Nobody can sign in yet: no password is set. ${whereToSet(onVercel)}` };
  }
}

function left(tries: number): string {
  if (tries === 0) return "No try is left; there are new ones in 15 minutes at most.";
  return tries === 1 ? "One try is left." : `${tries} tries are left.`;
}

function whichOne({ ADMIN_PASSWORD_HASH }: AdminSecretEnv, onVercel: boolean): string {
  if (ADMIN_PASSWORD_HASH?.trim()) return "It is the one that ADMIN_PASSWORD_HASH was made from.";
  return onVercel ? "It is the one in ADMIN_PASSWORD." : "It is the one in ADMIN_PASSWORD; on a laptop, npm start prints it.";
}

function minutes(seconds: number): string {
  const n = Math.ceil(seconds / 60);
  return n === 1 ? "a minute" : `${n} minutes`;
}

function whereToSet(onVercel: boolean): string {
  return onVercel
    ? "In Vercel's dashboard, under Settings and Environment Variables, set ADMIN_PASSWORD, or ADMIN_PASSWORD_HASH to what npm run hash-password prints, and deploy again."
    : "npm start makes one and prints it. To choose your own, set ADMIN_PASSWORD in .env and start again.";
}

function whereToMend(onVercel: boolean): string {
  return onVercel ? "It stands in Vercel's dashboard, under Settings and Environment Variables; deploy again after the change." : "It stands in .env or in the shell; start again after the change.";
}
