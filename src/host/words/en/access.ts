/** Signing in, and the answers in place of a page. */
import { formats } from "./formats.ts";

const { count, plural } = formats;

/** Why a store cannot be used. */
export type StoreProblem =
  | { readonly kind: "half"; readonly found: string; readonly missing: string }
  | { readonly kind: "invalid"; readonly setting: string; readonly message: string }
  | { readonly kind: "none" };

export const store = {
  notConfigured(problem: StoreProblem): string {
    if (problem.kind === "half") return `${problem.found} is set but ${problem.missing} is not. Set both to use Vercel KV, or neither to use the embedded store.`;
    if (problem.kind === "invalid") return problem.message;
    return "No store is configured: KV_REST_API_URL and KV_REST_API_TOKEN are not set. Connect a Redis database to the project in Vercel's dashboard (Storage), which sets both, and deploy again.";
  },
  busy: "The same is being counted right now. Send it again in a few seconds.",
  unavailable: "The metrics store does not answer. Try again in a minute.",
};

export const signIn = {
  title: "Sign in",
  name: "Name",
  password: "Password",
  submit: "Sign in",
  wrong: "Wrong password.",
  wrongNamed: "Wrong name or password.",
  left: ({ tries }: { tries: number }) =>
    tries === 0 ? "No attempts left. You can try again in 15 minutes at most." : plural(tries, { one: "One attempt left.", other: `${count(tries)} attempts left.` }),
  which: { hash: "Use the password that ADMIN_PASSWORD_HASH was made from.", vercel: "Use the password that is set as ADMIN_PASSWORD.", local: "Use the password that is set as ADMIN_PASSWORD, or the one that npm start has printed." },
  locked: ({ minutes }: { minutes: number }) => `Too many wrong passwords. Try again in ${plural(minutes, { one: "one minute", other: `${count(minutes)} minutes` })}.`,
  tooLong: ({ most }: { most: number }) => `The password is too long. It has at most ${count(most)} characters.`,
  noStore: ({ reason }: { reason: string }) => `Sign-in is unavailable, because failed attempts cannot be counted. ${reason}`,
  invalidHash: "ADMIN_PASSWORD_HASH is not a valid hash (scrypt:N:r:p:salt:hash, at least as strong as OWASP recommends). Generate one with npm run hash-password.",
  invalidPeople: "ADMINS is not a valid list of names, roles and hashes. The server's log says which entry is wrong.",
  unavailable: ({ problem, remedy }: { problem: string; remedy: string }) => `Sign-in is unavailable. ${problem} ${remedy}`,
  noPassword: ({ remedy }: { remedy: string }) => `Sign-in is not set up, because there is no password. ${remedy}`,
  set: {
    vercel: "In Vercel's dashboard, under Settings › Environment Variables, set ADMIN_PASSWORD, or set ADMIN_PASSWORD_HASH to the output of npm run hash-password. Then deploy again.",
    local: "npm start generates one and prints it. To choose one yourself, set ADMIN_PASSWORD in .env and restart.",
  },
  correct: {
    vercel: "Correct it in Vercel's dashboard, under Settings › Environment Variables, and deploy again.",
    local: "Correct it in .env or in the shell, and restart.",
  },
};

export const answers = {
  notFound: { title: "Not found", text: "There is no page at this address.", link: "Go to the metrics" },
  foreignForm: "This form was sent from another site. Open the page on this site and send the form again.",
  failed: "This page failed. The reason is in the server's log.",
  notAllowed: "Your role does not allow this. Ask an admin.",
};
