import type { AdminSecretEnv } from "./admin-secret.ts";
import { LONGEST_PASSWORD, type SignInOutcome } from "./sign-in.ts";

export interface SignInAnswer {
  status: number;
  /** Whole seconds, for the Retry-After header. */
  retryAfter?: number;
  message: string;
}

type Failed = Exclude<SignInOutcome, { kind: "signed-in" }>;

/** The message for a failed sign-in: the reason and the remedy. */
export function signInAnswer(outcome: Failed, env: AdminSecretEnv & { readonly VERCEL?: string | undefined }): SignInAnswer {
  const onVercel = Boolean(env.VERCEL);
  switch (outcome.kind) {
    case "wrong":
      return { status: 401, message: `Wrong password. ${left(outcome.triesLeft)} ${whichOne(env, onVercel)}` };
    case "locked":
      return { status: 429, retryAfter: outcome.retryAfter, message: `Too many wrong passwords. Try again in ${minutes(outcome.retryAfter)}.` };
    case "too-long":
      return { status: 413, message: `The password is too long. It has at most ${LONGEST_PASSWORD.toLocaleString("en")} characters.` };
    case "no-store":
      return { status: 503, retryAfter: outcome.retryAfter, message: `Sign-in is unavailable, because failed attempts cannot be counted. ${outcome.message}` };
    case "no-password":
      return { status: 503, message: outcome.problem ? `Sign-in is unavailable. ${outcome.problem} ${whereToCorrect(onVercel)}` : `Sign-in is not set up, because there is no password. ${whereToSet(onVercel)}` };
  }
}

function left(tries: number): string {
  if (tries === 0) return "No attempts left. You can try again in 15 minutes at most.";
  return tries === 1 ? "One attempt left." : `${tries} attempts left.`;
}

function whichOne({ ADMIN_PASSWORD_HASH }: AdminSecretEnv, onVercel: boolean): string {
  if (ADMIN_PASSWORD_HASH?.trim()) return "Use the password that ADMIN_PASSWORD_HASH was made from.";
  return onVercel ? "Use the password that is set as ADMIN_PASSWORD." : "Use the password that is set as ADMIN_PASSWORD, or the one that npm start has printed.";
}

function minutes(seconds: number): string {
  const n = Math.ceil(seconds / 60);
  return n === 1 ? "one minute" : `${n} minutes`;
}

function whereToSet(onVercel: boolean): string {
  return onVercel
    ? "In Vercel's dashboard, under Settings › Environment Variables, set ADMIN_PASSWORD, or set ADMIN_PASSWORD_HASH to the output of npm run hash-password. Then deploy again."
    : "npm start generates one and prints it. To choose one yourself, set ADMIN_PASSWORD in .env and restart.";
}

function whereToCorrect(onVercel: boolean): string {
  return onVercel ? "Correct it in Vercel's dashboard, under Settings › Environment Variables, and deploy again." : "Correct it in .env or in the shell, and restart.";
}
