import type { BrowserContext } from "playwright";
import { problem, type Finding } from "../doctor/findings.ts";
import { ask, type Answer } from "./ask.ts";

/** Vercel's own name; builds and functions have it too. */
const PASS = "VERCEL_AUTOMATION_BYPASS_SECRET";

/**
 * A running site, accessed from outside. Vercel's Deployment Protection, usually of previews, requires a sign-in, which
 * the project's automation secret bypasses. The secret is only sent to the site, not to Cal or other hosts.
 * https://vercel.com/docs/deployment-protection/methods-to-bypass-deployment-protection/protection-bypass-automation
 */
export class LiveSite {
  readonly url: URL;
  readonly #pass: Record<string, string>;

  constructor(url: URL, env: Readonly<Record<string, string | undefined>> = {}) {
    this.url = url;
    const secret = env[PASS]?.trim();
    this.#pass = secret ? { "x-vercel-protection-bypass": secret } : {};
  }

  get hasPass(): boolean {
    return Object.keys(this.#pass).length > 0;
  }

  /** Requests a path of the site, or without one the given page. */
  ask(path = this.url.href, init: Omit<RequestInit, "headers"> & { headers?: Record<string, string> } = {}): Promise<Answer> {
    return ask(new URL(path, this.url), { ...init, headers: { ...init.headers, ...this.#pass } });
  }

  /** Gives a browser access with a cookie; a header would be sent to every host that the page requests. */
  async admit(context: BrowserContext): Promise<void> {
    if (!this.hasPass) return;
    await context.request.get(this.url.href, { headers: { ...this.#pass, "x-vercel-set-bypass-cookie": "true" }, maxRedirects: 0 });
  }
}

/** The given page, or the finding that prevents all further checks. @param command the npm command, for the remedy. */
export async function arrive(site: LiveSite, command: "doctor" | "smoke"): Promise<Answer | Finding> {
  let home: Answer;
  try {
    home = await site.ask();
  } catch (error) {
    const { message } = error as Error;
    if (/certificate|self.signed|altname|CERT_/i.test(message)) {
      return problem("Certificate", message, "Browsers reject it too. Check the domain's page at the host. Its DNS is wrong, or the certificate was not renewed.");
    }
    return problem("Site", message, "Check the address, that the site is running, and that the domain is connected to the project.");
  }
  const location = home.status >= 300 && home.status < 400 ? home.headers.get("location") : null;
  const to = location === null ? undefined : new URL(location, site.url);
  if (home.status === 401 || to?.hostname === "vercel.com") return problem("Site", `${site.url.href} requires a sign-in, by Vercel's Deployment Protection or another protection in front of the site.`, passRemedy(site, command));
  if (to) return problem("Site", `${site.url.href} redirects to ${to.href}.`, `Check that address: npm run ${command} -- ${to.href}`);
  return home;
}

/** Whether the site is a preview, which Vercel and its own pages exclude from search engines. A preview needs neither cron jobs nor a store. */
export function isPreview({ headers, text }: Answer): boolean {
  return /\bnoindex\b/.test(headers.get("x-robots-tag") ?? "") && /<meta name="robots" content="noindex"/.test(text);
}

function passRemedy({ hasPass, url }: LiveSite, command: string): string {
  const where = "Vercel, Settings, Deployment Protection, Protection Bypass for Automation";
  if (hasPass) return `The secret in ${PASS} is not accepted. Copy it again (${where}). A deployment that is older than the secret must be deployed again.`;
  return `Create a secret (${where}) and run the command with it: ${PASS}=… npm run ${command} -- ${url.href}`;
}

/**
 * Parses the address of a site, as a person types it.
 *
 * @throws {TypeError} with a suggestion.
 */
export function siteUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username) return url;
  const guess = `https://${text.replace(/^\W+/, "")}`;
  const example = /^[\w.-]+\.\w+(\/|$)/.test(text) && URL.canParse(guess) ? new URL(guess).href : "https://example.com";
  throw new TypeError(`"${text}" is not the address of a site. Write the whole address, for example ${example}`);
}
