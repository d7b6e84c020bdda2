/** npm run hash-password: asks for a password and prints its ADMIN_PASSWORD_HASH. */
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
  if (length < SHORTEST) throw new Error(`The password has ${length} characters. Choose one with ${SHORTEST} or more.`);
  if (password.length > LONGEST_PASSWORD) throw new Error(`The password has ${length} characters. The sign-in form accepts at most ${LONGEST_PASSWORD}.`);
  // Only the setting goes to standard output, so that it can be redirected into a file.
  console.log(`ADMIN_PASSWORD_HASH=${await hashPassword(password)}`);
  console.error(`
On your own machine, put this line into .env and start again. On Vercel, set it under Settings → Environment
Variables, and deploy again. It replaces ADMIN_PASSWORD, which you can remove, and signs out every admin.
Keep it as secret as a password.`);
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
    const password = await ask(`The admin's password, ${SHORTEST} characters or more (it is not shown): `);
    if ((await ask("The same again: ")) !== password) throw new Error("The two passwords are different. Start again.");
    return password;
  } finally {
    terminal.close();
  }
}
