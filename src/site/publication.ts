import type { AstroIntegration } from "astro";

/** The purpose of a build: local development, a preview for reviewers, or the public site. */
export type Stage = "development" | "preview" | "production";

/** The fields that decide whether a page or an article is published. */
export interface Publishable {
  draft: boolean;
  /** It is published from this midnight in UTC. */
  publishDate?: Date | undefined;
  /** It is no longer published from this midnight in UTC. */
  unpublishDate?: Date | undefined;
}

export interface Publication {
  /** Whether it has a route and appears in navigation, lists, sitemap and feed. */
  isVisible: boolean;
  /** Why it is not public. A page that is visible nevertheless shows a notice. */
  heldBack?: "draft" | "scheduled" | "ended";
}

/** The stage of a build, from `VERCEL_ENV`. A local build is a production build. */
export function stageOf(env: Readonly<Record<string, string | undefined>>, isDevServer: boolean): Stage {
  if (isDevServer) return "development";
  return env.VERCEL_ENV === "preview" ? "preview" : "production";
}

/** Decides whether a page is published. Everything that lists or renders pages uses this function. */
export function publicationOf({ draft, publishDate, unpublishDate }: Publishable, { stage, now }: { stage: Stage; now: Date }): Publication {
  const heldBack = draft ? "draft" : unpublishDate && unpublishDate <= now ? "ended" : publishDate && publishDate > now ? "scheduled" : undefined;
  return { isVisible: heldBack === undefined || stage !== "production", ...(heldBack && { heldBack }) };
}

/**
 * Makes the build's stage available to its code as `STAGE`.
 *
 * `import.meta.env.DEV` is not used, because a build takes it from the environment: with `DEV` or
 * `NODE_ENV=development` set, it would publish all drafts.
 */
export function publicationStage(): AstroIntegration {
  return {
    name: "readyslot:publication-stage",
    hooks: {
      "astro:config:setup": ({ command, updateConfig }) => {
        updateConfig({ vite: { define: { STAGE: JSON.stringify(stageOf(process.env, command === "dev")) } } });
      },
    },
  };
}
