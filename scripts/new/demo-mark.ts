/** The first line of the demo's site.yaml. A site's own content does not have it, and is never replaced without --replace. */
export const DEMO_MARK = "# The demo's content. npm run new site replaces it.";
