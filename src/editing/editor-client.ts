import { init, registerCustomFormat, registerEventListener, registerPreviewStyle, registerPreviewTemplate, type CmsConfig } from "@sveltia/cms";
import base from "../site/base.css?inline";
import prose from "../site/prose.css?inline";
import tokens from "../site/tokens.css?inline";
import type { AskCheck } from "./check-notice.ts";
import { checkResults, entryBranch } from "./check-results.ts";
import { fromFile, toFile, withPicturePaths, type EntryFormat } from "./entry-text.ts";
import preview from "./preview.css?inline";
import { previewOf, previewOfEntry } from "./preview.ts";

/** What the page at /edit hands over. */
export interface EditorData {
  readonly config: CmsConfig;
  /** The files that the CMS reads and writes, by the names of their formats. */
  readonly formats: Readonly<Record<string, EntryFormat>>;
  readonly pictures: { readonly name: string; readonly path: string };
  /** What stands for the origin of this page in the configuration. */
  readonly origin: string;
}

const text = document.querySelector("#editor-data")?.textContent ?? "";
const { origin } = JSON.parse(text) as EditorData;
const { config, formats, pictures } = JSON.parse(text.replaceAll(origin, location.origin)) as EditorData;

for (const [name, format] of Object.entries(formats)) {
  registerCustomFormat(name, format.hasBody ? "md" : "yaml", { fromFile: (file) => fromFile(file, format), toFile: (fields: Record<string, unknown>) => toFile(fields, format) });
}
for (const [name, format] of Object.entries(formats)) {
  if (name === "page" || name === "post") registerPreviewTemplate(`${name}s`, previewOf(name, format, askCheck()));
  else if (name !== "site") registerPreviewTemplate(name, previewOfEntry(name, askCheck()));
}

/** GitHub alone keeps the annotations of a check where a browser may read them. */
function askCheck(): AskCheck {
  const { backend, publish_mode: mode } = config;
  if (backend.name !== "github" || mode !== "editorial_workflow") return undefined;
  const { api_root: api = "https://api.github.com", repo: repository } = backend;
  return (collection, slug) => {
    const { token = "" } = JSON.parse(localStorage.getItem("sveltia-cms.user") ?? "{}") as { token?: string };
    return checkResults({ api, repository, branch: entryBranch(collection, slug), token }, fetch);
  };
}

// Only here the CMS says where the file of an entry is.
registerEventListener({
  name: "preSave",
  handler: ({ entry }) => entry.set("data", withPicturePaths(entry.toJS().data, String(entry.get("path")), pictures)),
});

/** The home page has the site's colours and fonts. Addresses in a style sheet of its own would have no origin. */
async function siteStyles(): Promise<string> {
  const home = await fetch("/").then((answer) => answer.text(), () => "");
  const styles = [...new DOMParser().parseFromString(home, "text/html").querySelectorAll("style")].map(({ textContent }) => textContent ?? "");
  return styles.join("\n").replaceAll(/url\((["']?)\//g, `url($1${location.origin}/`);
}

registerPreviewStyle([tokens, await siteStyles(), base, prose, preview].join("\n"), { raw: true });
void init({ config });
