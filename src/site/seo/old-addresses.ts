import { z } from "astro/zod";
import type { ContentSource } from "../content-files/content-source.ts";
import { publicationOf, type Stage } from "../publication.ts";
import { common, day } from "../schema/fields.ts";

/** A redirect from an old address to a page. Both begin with a slash and are not percent-encoded. */
export interface OldAddress {
  from: string;
  to: string;
  /** The content file that defines the redirect. */
  file: string;
}

/** The fields that decide on redirects. Files in which they are invalid are reported elsewhere. */
const redirecting = z.object({ draft: common.draft, publishDate: day.optional(), redirectFrom: common.redirectFrom });

export interface OldAddresses {
  redirects: OldAddress[];
  /** Redirects from addresses that are in use, which would hide a page or a file. */
  shadowing: OldAddress[];
}

/**
 * The redirects of a build, from the `redirectFrom` of all published pages and articles. Addresses are compared in
 * lower case, because the host ignores case in redirects: "/About" must not hide "/about".
 *
 * `isTaken` returns whether something other than content answers at an address in lower case.
 */
export function oldAddresses(
  content: readonly ContentSource[],
  { stage, now, isTaken }: { stage: Stage; now: Date; isTaken: (path: string) => boolean },
): OldAddresses {
  const pages = content.flatMap(({ path, data, file }) => {
    const read = path === undefined ? undefined : redirecting.safeParse(data);
    if (path === undefined || !read?.success || !publicationOf(read.data, { stage, now }).isVisible) return [];
    return [{ path, file, redirectFrom: read.data.redirectFrom }];
  });
  const taken = new Set(pages.map(({ path }) => path.toLowerCase()));
  const found: OldAddresses = { redirects: [], shadowing: [] };
  for (const { path, file, redirectFrom } of pages) {
    for (const written of redirectFrom) {
      const from = plainPath(written);
      const key = from.toLowerCase();
      const isHidden = taken.has(key) || isTaken(key);
      (isHidden ? found.shadowing : found.redirects).push({ from, to: path, file });
      taken.add(key);
    }
  }
  return found;
}

/** "/caf%C3%A9/" → "/café" */
export function plainPath(path: string): string {
  const trimmed = path.replace(/\/+$/, "") || "/";
  try {
    return decodeURIComponent(trimmed);
  } catch {
    return trimmed;
  }
}
