import { otherFolders, type Languages } from "../languages/languages.ts";

/**
 * The address of a page or an article, by its file in src/content without extension: "pages/services/index" is at
 * "/services", "posts/de/first" at "/de/posts/first" on a site that has German besides its default language.
 */
export function addressOf(name: string, languages: Languages = []): string {
  const [, folder, rest] = /^posts\/([^/]+)\/(.+)$/.exec(name) ?? [];
  const isOther = folder !== undefined && otherFolders(languages).includes(folder);
  const place = isOther ? `${folder}/posts/${rest}` : name.replace(/^pages\//, "");
  return `/${place.replace(/(^|\/)index$/, "")}`;
}
