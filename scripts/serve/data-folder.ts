import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../settings.ts";

/**
 * The folder of the embedded store and of the admin's password: `DATA_DIR`, which is set to .data if it is empty.
 * Creates the folder if it is missing.
 *
 * @throws {Error} with an example of a right value, if the folder is not writable.
 */
export async function dataFolder(): Promise<string> {
  const folder = (process.env.DATA_DIR ||= join(root, ".data"));
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
    return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`DATA_DIR is "${folder}", which is not a writable folder (${code}). Set it to a folder that this user can write to, for example DATA_DIR=.data`, { cause: error });
  }
}
