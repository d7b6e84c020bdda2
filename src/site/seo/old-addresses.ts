import { z } from "astro/zod";
import type { ContentSource } from "../content-files/content-source.ts";
import { publicationOf, type Stage } from "../publication.ts";
import { common, day } from "../schema/fields.ts";

/** A redirect from another address to a page. Both begin with a slash and are not percent-encoded. */
export interface OldAddress {
  from: string;
  to: string;
  /** What it adds to the page's address, without the question mark: "utm_campaign=spring". */
  query?: string;
  /** The content file that defines the redirect. */
  file: string;
}

/** The fields that decide on redirects. Files in which they are invalid are reported elsewhere. */
const redirecting = z.object({ draft: common.draft, publishDate: day.optional(), unpublishDate: common.unpublishDate, redirectFrom: common.redirectFrom });

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
    return [{ path, file, ...read.data }];
  });
  const taken = new Set(pages.map(({ path }) => path.toLowerCase()));
  /** The pages whose address another page takes over on their last day. */
  const ending = new Set(pages.flatMap(({ path, unpublishDate }) => (unpublishDate ? [path.toLowerCase()] : [])));
  const found: OldAddresses = { redirects: [], shadowing: [] };
  for (const { path, file, redirectFrom } of pages) {
    for (const written of redirectFrom) {
      const { from: address, query } = typeof written === "string" ? { from: written } : written;
      const from = plainPath(address);
      const key = from.toLowerCase();
      const redirect = { from, to: path, file, ...(query && { query: query.replace(/^\?/, "") }) };
      if (!taken.has(key) && !isTaken(key)) found.redirects.push(redirect);
      else if (!ending.has(key) || key === path.toLowerCase()) found.shadowing.push(redirect);
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
