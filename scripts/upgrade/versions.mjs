/** Negative if a version is older than another, positive if it is newer. @param {string} a @param {string} b */
export function compareVersions(a, b) {
  const [one, other] = [a, b].map((text) => (/(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number));
  for (let i = 0; i < 3; i++) if ((one?.[i] ?? 0) !== (other?.[i] ?? 0)) return (one?.[i] ?? 0) - (other?.[i] ?? 0);
  return 0;
}

/**
 * What CHANGELOG.md says of the versions after one, the newest first, with its headings.
 *
 * @param {string} changelog
 * @param {{ after: string, upTo: string }} range
 */
export function newsOf(changelog, { after, upTo }) {
  return changelog
    .split(/^(?=## )/m)
    .filter((part) => {
      const version = /^## \[?v?(\d+\.\d+\.\d+)/.exec(part)?.[1];
      return version !== undefined && compareVersions(version, after) > 0 && compareVersions(version, upTo) <= 0;
    })
    .map((part) => part.trim())
    .join("\n\n");
}
