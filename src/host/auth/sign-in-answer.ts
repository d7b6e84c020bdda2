import type { Words } from "../words/words.ts";
import { storeMessage } from "../kv/store-failure.ts";
import { signIn as english } from "../words/en/access.ts";
import type { PeopleEnv } from "./people.ts";
import { LONGEST_PASSWORD, type SignInOutcome } from "./sign-in.ts";

export interface SignInAnswer {
  status: number;
  /** Whole seconds, for the Retry-After header. */
  retryAfter?: number;
  message: string;
}

type Failed = Exclude<SignInOutcome, { kind: "signed-in" }>;

/** The message for a failed sign-in: the reason and the remedy. */
export function signInAnswer(outcome: Failed, env: PeopleEnv & { readonly VERCEL?: string | undefined }, { signIn: words, store }: Pick<Words, "signIn" | "store">): SignInAnswer {
  const place = env.VERCEL ? "vercel" : "local";
  const left = ({ triesLeft }: { triesLeft: number }) => words.left({ tries: triesLeft });
  switch (outcome.kind) {
    case "wrong":
      return { status: 401, message: (env.ADMINS?.trim() ? [words.wrongNamed, left(outcome)] : [words.wrong, left(outcome), words.which[env.ADMIN_PASSWORD_HASH?.trim() ? "hash" : place]]).join(" ") };
    case "locked":
      return { status: 429, retryAfter: outcome.retryAfter, message: words.locked({ minutes: Math.ceil(outcome.retryAfter / 60) }) };
    case "too-long":
      return { status: 413, message: words.tooLong({ most: LONGEST_PASSWORD }) };
    case "no-store":
      return { status: 503, retryAfter: outcome.retryAfter, message: words.noStore({ reason: storeMessage(outcome.failure, store) }) };
    case "no-password":
      return { status: 503, message: outcome.problem ? words.unavailable({ problem: outcome.problem === english.invalidHash ? words.invalidHash : words.invalidPeople, remedy: words.correct[place] }) : words.noPassword({ remedy: words.set[place] }) };
  }
}
