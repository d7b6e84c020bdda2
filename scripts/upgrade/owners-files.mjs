/**
 * Whether a path belongs to the owner of a site, whatever a release has there. A file that no release has, such as a page of
 * the owner's in src/pages or a component, is the owner's as well: releases do not name it.
 *
 * @param {string} path from the site's root
 */
export function isOwners(path) {
  return /^(?:src\/content\/|public\/|src\/site\.config\.[cm]?[jt]s$|\.env(?:\.|$)(?!example$)|\.readyslot\.json$|upgrade-[^/]+\/)/.test(path);
}

/** Files that both change: the owner's changes and the release's are joined field by field. */
export const SHARED = ["package.json", "vercel.json", "tsconfig.json"];

/** Made from package.json. */
export const LOCKFILE = "package-lock.json";

/** Whether the site needs the release's version of a file. Of the others, such as README.md, a version of the owner's stays. */
export function isCode(/** @type {string} */ path) {
  return /^(?:src|scripts|tests)\/|^astro\.config\.mjs$/.test(path);
}
