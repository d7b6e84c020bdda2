import type { BrowserContext } from "playwright";
import { problem, type Finding } from "../doctor/findings.ts";
import { ask, type Answer } from "./ask.ts";

/** Vercel's own name for it: builds and functions have it as well. */
const PASS = "VERCEL_AUTOMATION_BYPASS_SECRET";

/**
 * A running site, asked from outside. Vercel's Deployment Protection answers strangers with a sign-in, previews' above all;
 * the project's secret for automation passes it. It is sent to the site and to nobody else, Cal not either.
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

  /** Asks for a path of the site, as `ask` does; without one for the page that was named. */
  ask(path = this.url.href, init: Omit<RequestInit, "headers"> & { headers?: Record<string, string> } = {}): Promise<Answer> {
    return ask(new URL(path, this.url), { ...init, headers: { ...init.headers, ...this.#pass } });
  }

  /** Lets a browser in, with a cookie: a header would go to every host that the page talks to. */
  async admit(context: BrowserContext): Promise<void> {
    if (!this.hasPass) return;
    await context.request.get(this.url.href, { headers: { ...this.#pass, "x-vercel-set-bypass-cookie": "true" }, maxRedirects: 0 });
  }
}

/** The page that was named, or what keeps everybody from it. @param command what was called, for what to call instead. */
export async function arrive(site: LiveSite, command: "doctor" | "smoke"): Promise<Answer | Finding> {
  let home: Answer;
  try {
    home = await site.ask();
  } catch (error) {
    const { message } = error as Error;
    if (/certificate|self.signed|altname|CERT_/i.test(message)) {
      return problem("Certificate", message, "Browsers refuse it as well. Look at the domain's page at the host: its DNS is wrong, or the certificate was not renewed.");
    }
    return problem("Site", message, "Is the address right, does the site run, and is the domain connected to the project?");
  }
  const location = home.status >= 300 && home.status < 400 ? home.headers.get("location") : null;
  const to = location === null ? undefined : new URL(location, site.url);
  if (home.status === 401 || to?.hostname === "vercel.com") return problem("Site", `${site.url.href} asks strangers to sign in: Vercel's Deployment Protection, or a guard of your own in front of it.`, passRemedy(site, command));
  if (to) return problem("Site", `${site.url.href} leads to ${to.href}.`, `Ask that address: npm run ${command} -- ${to.href}`);
  return home;
}

/** Whether it is no production: Vercel keeps those out of search engines, and so do their own pages. Clock and store need not be there. */
export function isPreview({ headers, text }: Answer): boolean {
  return /\bnoindex\b/.test(headers.get("x-robots-tag") ?? "") && /<meta name="robots" content="noindex"/.test(text);
}

function passRemedy({ hasPass, url }: LiveSite, command: string): string {
  const where = "Vercel, Settings, Deployment Protection, Protection Bypass for Automation";
  if (hasPass) return `The secret in ${PASS} does not let us in: copy it again (${where}). A deployment from before the secret needs to be made again.`;
  return `Make a secret (${where}) and call with it: ${PASS}=… npm run ${command} -- ${url.href}`;
}
