/** Where a build is for: local, for reviewers of a change, or for the public. */
export type Stage = "development" | "preview" | "production";

/** What decides whether a page or an article is out. */
export interface Publishable {
  draft: boolean;
  /** The midnight, in UTC, from which on it is out. */
  publishDate?: Date | undefined;
}

export interface Publication {
  /** Whether it has a route, and stands in navigation, lists, sitemap and feed. */
  isVisible: boolean;
  /** What keeps it from the public; a page that is visible all the same says so. */
  heldBack?: "draft" | "scheduled";
}

/** The stage of a build, from `VERCEL_ENV`: a local build is made for the public. */
export function stageOf(env: Readonly<Record<string, string | undefined>>, isDevServer: boolean): Stage {
  if (isDevServer) return "development";
  return env.VERCEL_ENV === "preview" ? "preview" : "production";
}

/** Decides, for everything that lists or makes pages, whether this one is there. */
export function publicationOf({ draft, publishDate }: Publishable, { stage, now }: { stage: Stage; now: Date }): Publication {
  const heldBack = draft ? "draft" : publishDate && publishDate > now ? "scheduled" : undefined;
  return { isVisible: heldBack === undefined || stage !== "production", ...(heldBack && { heldBack }) };
}
