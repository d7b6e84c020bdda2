import { dirname, normalize } from "node:path/posix";

/** The file, from the project's root, that "../images/team.png" or "../images/b%C3%BCro.png" means in a content file. */
export function picturePath(from: string, src: string): string {
  return normalize(`${dirname(from)}/${decoded(src)}`);
}

function decoded(src: string): string {
  try {
    return decodeURI(src);
  } catch {
    return src;
  }
}
