/** The build of the project's own site, with `test` for its pages. */
import type { BrowserContext } from "playwright/test";
import { root } from "../../scripts/settings.ts";
import { policyNeeds } from "../../src/host/analytics/provider-needs.ts";
import { allowances } from "../../src/host/headers/policy-config.ts";
import siteConfig from "../../src/site.config.ts";
import { readContent } from "../../src/site/content-files/content-source.ts";
import { builtPages, outputOf, type BuiltPage } from "../fixtures/builds/built-pages.ts";
import { test as onSite } from "../e2e/fixtures.ts";

export const output = outputOf(root);
export const pages = builtPages(output);

const written = new Set((await readContent(root, siteConfig.languages)).map(({ path }) => path));

/** The page for missing addresses, which each language may have. It is found at any address that does not exist. */
export const isNotFound = (path: string) => /(?:^|\/)404$/.test(path);

/** A page from src/pages that the engine does not have. It may bring its own layout and scripts. */
export const isOwnPage = ({ path }: BuiltPage) => !written.has(path) && !isNotFound(path);

export const hasIsland = ({ html }: BuiltPage) => html.includes("<astro-island");

/** What the site's owner allows of other sites, by origin. */
const { sources } = allowances(siteConfig.policy, siteConfig.analytics.map(policyNeeds));
const thirdParties = new Set(Object.values(sources).flat().flatMap((source) => (URL.canParse(source) ? [new URL(source).host] : [])));

export const isAllowedElsewhere = (url: string) => {
  const { host, hostname } = new URL(url);
  return thirdParties.has(host) || [...thirdParties].some((one) => one.startsWith("*.") && hostname.endsWith(one.slice(1)));
};

/** Third parties that the owner allows answer with nothing: no test leaves the machine. */
export const test = onSite.extend({
  context: async ({ context }, use) => {
    await answerForOthers(context);
    await use(context);
  },
});

async function answerForOthers(context: BrowserContext): Promise<void> {
  if (thirdParties.size > 0) await context.route((url) => /^https?:$/.test(url.protocol) && isAllowedElsewhere(url.href), (route) => route.fulfill({ status: 204, body: "" }));
}
