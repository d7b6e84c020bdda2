/** npm run hash-password: asks for a password and prints the ADMIN_PASSWORD_HASH that lets it in. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { hashPassword } from "../src/host/auth/password-hash.ts";
import { LONGEST_PASSWORD } from "../src/host/auth/sign-in.ts";
import { runScript } from "./settings.ts";

/** In characters. OWASP's least for a password that stands alone. */
const SHORTEST = 12;

await runScript(async () => {
  const password = process.stdin.isTTY ? await askTwice() : ((await text(process.stdin)).split(/\r?\n/, 1)[0] ?? "");
  const length = [...password].length;
  if (length < SHORTEST) throw new Error(`The password has ${length} characters. Choose one with ${SHORTEST} or more.`);
  if (password.length > LONGEST_PASSWORD) throw new Error(`The password has ${length} characters. The sign-in takes ${LONGEST_PASSWORD} at most.`);
  // The setting alone goes to the standard output, so that it can be sent on into a file.
  console.log(`ADMIN_PASSWORD_HASH=${await hashPassword(password)}`);
  console.error(`
On a laptop, put this line into .env and start again. On Vercel, set it under Settings and Environment
Variables, and deploy again. It takes the place of ADMIN_PASSWORD, which can be removed, and signs
everybody out. Keep it as secret as a password.`);
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
    if ((await ask("The same again: ")) !== password) throw new Error("These were two different passwords. Start again.");
    return password;
  } finally {
    terminal.close();
  }
}
