/** npm run hash-password: asks for a password and prints its ADMIN_PASSWORD_HASH, which is also an entry's hash in ADMINS. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { hashPassword } from "../src/host/auth/password-hash.ts";
import { LONGEST_PASSWORD } from "../src/host/auth/sign-in.ts";
import { runScript } from "./settings.ts";

/** In characters. OWASP's minimum for a password without a second factor. */
const SHORTEST = 12;

await runScript(async () => {
  const password = process.stdin.isTTY ? await askTwice() : ((await text(process.stdin)).split(/\r?\n/, 1)[0] ?? "");
  const length = [...password].length;
  if (length < SHORTEST) throw new Error(`The password has ${length} characters. Choose one with at least ${SHORTEST}.`);
  if (password.length > LONGEST_PASSWORD) throw new Error(`The password has ${length} characters. The sign-in accepts at most ${LONGEST_PASSWORD}.`);
  // Only the setting goes to standard output, so that it can be redirected into a file.
  console.log(`ADMIN_PASSWORD_HASH=${await hashPassword(password)}`);
  console.error(`
Locally, add this line to .env and restart. On Vercel, set it under Settings › Environment Variables and
deploy again. It replaces ADMIN_PASSWORD, which can be removed, and ends all sessions. For another person, add
the part after "=" to ADMINS, behind a name and a role: "Ben viewer scrypt:…". Keep the hash as secret as a
password.`);
});

async function askTwice(): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silence, terminal: true });
  terminal.on("SIGINT", () => process.exit(130));
  const ask = async (question: string) => {
    process.stderr.write(question);
    const answer = await terminal.question("");
    process.stderr.write("\n");
    return answer;
  };
  try {
    const password = await ask(`New admin password, at least ${SHORTEST} characters (not shown): `);
    if ((await ask("Repeat the password: ")) !== password) throw new Error("The passwords differ. Run the command again.");
    return password;
  } finally {
    terminal.close();
  }
}
