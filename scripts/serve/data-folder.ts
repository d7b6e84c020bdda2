import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../settings.ts";

/**
 * The folder of the embedded store and of the admin's password, from `DATA_DIR` (.data), which is set to
 * it; made where it is missing.
 *
 * @throws {Error} that says what to write instead, if nothing can be written there.
 */
export async function dataFolder(): Promise<string> {
  const folder = (process.env.DATA_DIR ||= join(root, ".data"));
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
    return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`DATA_DIR is "${folder}", and nothing can be written there (${code}). Write the path of a folder that this user may write to, for example DATA_DIR=.data`, { cause: error });
  }
}
