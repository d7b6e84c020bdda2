/** @typedef {import("./merge.mjs").Plan} Plan */

const MOST = 12;

/**
 * What an upgrade did, or would do, in words for the site's owner.
 *
 * @param {Plan} plan
 * @param {{ from: string, to: string, folder: string, news: string, isDry: boolean }} about
 */
export function reportText({ files, kept, conflicts, restored, notes }, { from, to, folder, news, isDry }) {
  const count = (/** @type {string} */ status) => files.filter((one) => one.status === status).length;
  const will = (/** @type {string} */ would, /** @type {string} */ did) => (isDry ? would : did);
  const parts = [
    `${will("This would take the site", "The site was taken")} from Readyslot ${from} to ${to}: ${count("changed")} files of the engine ${will("would be", "were")} changed, ${count("added")} added, ${count("removed")} removed. Your content, configuration, public files, pages and components ${will("stay", "stayed")} as they are.`,
    listed("Files of the engine that you have changed, with your changes in the new version:", kept),
    listed(`Files of the engine that you and the release have changed in the same place. The release's version ${will("would be", "was")} taken, and your change ${will("saved", "was saved")} in ${folder}, which you can delete once you have looked at it:`, conflicts.filter(({ note }) => note !== "owner").map(({ path, note }) => `${path}${note === "patch" ? `  (${folder}/${path}.patch)` : `  (${folder}/${path})`}`)),
    listed("Files that you have changed and the release, too. Yours stayed; compare them if you miss something:", conflicts.filter(({ note }) => note === "owner").map(({ path }) => path)),
    listed("Files that you had removed and the engine needs:", restored),
    listed("Values that both have changed:", notes),
    news && `What is new:\n\n${news}`,
  ];
  return parts.filter(Boolean).join("\n\n");
}

/** @param {string} title @param {readonly string[]} items */
function listed(title, items) {
  if (items.length === 0) return "";
  const more = items.length > MOST ? [`  and ${items.length - MOST} more`] : [];
  return [title, ...items.slice(0, MOST).map((item) => `  ${item}`), ...more].join("\n");
}
