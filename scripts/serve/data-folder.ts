import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../settings.ts";

/**
 * The folder of the embedded store and of the generated admin password: `DATA_DIR`, which is set to .data if it is empty.
 * Creates the folder if it is missing, unless a database stores the statistics and the password is set: such a server
 * writes nothing.
 *
 * @throws {Error} with an example of a right value, if the folder is not writable.
 */
export async function dataFolder(): Promise<string> {
  const folder = (process.env.DATA_DIR ||= join(root, ".data"));
  if ((isSet("KV_REST_API_URL") || isSet("REDIS_URL")) && (isSet("ADMIN_PASSWORD") || isSet("ADMIN_PASSWORD_HASH"))) return folder;
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
    return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`DATA_DIR is "${folder}", which is not a writable folder (${code}). Set it to a folder that this user can write to, for example DATA_DIR=.data`, { cause: error });
  }
}

function isSet(name: string): boolean {
  return Boolean(process.env[name]?.trim());
}
