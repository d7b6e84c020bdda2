import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";

/**
 * Stands for the code that renders Markdown. Astro keeps rendered texts from build to build, on Vercel
 * from deployment to deployment, and makes one anew only when its file or a setting has changed.
 *
 * @param root the project's folder.
 */
export async function renderingDigest(root: URL): Promise<string> {
  const folder = new URL("src/site/markdown/", root);
  const hash = createHash("sha256");
  for (const name of (await readdir(folder)).toSorted()) hash.update(await readFile(new URL(name, folder)));
  return hash.digest("hex");
}
