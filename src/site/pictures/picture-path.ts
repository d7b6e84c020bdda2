import { dirname, normalize } from "node:path/posix";

/** The file that a content file means by "../images/team.png" or "../images/b%C3%BCro.png", from the project's root. */
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
