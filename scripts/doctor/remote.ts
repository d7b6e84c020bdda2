/** Checks a running site from outside. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { permissionsPolicy } from "../../src/host/headers/permissions-policy.ts";
import { hstsHeader } from "../../src/host/http/hosting-config.ts";
import siteConfig from "../../src/site.config.ts";
import { createRouter, deployedRoutes, type VercelJson } from "../deployed-output/routes.ts";
import { found, ok, problem, skipped, warning, type Finding } from "./findings.ts";
import { ask, NoAnswerError, type Answer } from "../live-site/ask.ts";
import { calendarFindings } from "../live-site/calendar.ts";
import { embedScriptFinding, freeTimesFinding, healthFinding, pageFinding } from "../live-site/checks.ts";
import { arrive, isPreview, type LiveSite } from "../live-site/live-site.ts";
import { measureOpening } from "../live-site/opening.ts";
import { policyGaps } from "./build.ts";
import { clockFinding } from "./clock.ts";
import type { Setup } from "./setup.ts";

export interface RemoteOptions {
  /** The path of a Chrome or Chromium. If undefined, the calendar is not opened. */
  readonly browser: string | undefined;
  readonly browserArgs?: readonly string[];
}

export async function examineSite(site: LiveSite, { env, root }: Setup, { browser, browserArgs = [] }: RemoteOptions): Promise<readonly Finding[]> {
  const home = await arrive(site, "doctor");
  if ("verdict" in home) return [home];
  const findings = await Promise.all([
    found("Page", () => pageFinding(site)),
    found("Health", () => healthFinding(site, { isPreview: isPreview(home) })),
    found("embed.js", () => embedScriptFinding(site)),
    found("Free times", () => freeTimesFinding(site, home.text)),
    found("Redirects", () => redirectFinding(site)),
    found("www", () => wwwFinding(site.url)),
    found("Certificate", () => certificateFinding(site)),
    found("Headers", async () => headerFindings(home, root)),
    found("404 page", () => missingPageFinding(site)),
    found("Access", () => accessFinding(site)),
    found("Links", () => linkFinding(home)),
    found("Clock", async () => clockFinding("the site", home.headers) ?? []),
    found("Cron", () => cronFinding(site, home)),
    found("Sentry", () => sentryFinding(site, home)),
    found("Cal's webhook", () => webhookFinding(site, env.CAL_WEBHOOK_SECRET)),
  ]);
  const opening = browser === undefined ? [skipped("Calendar", "Not opened, because there is no Chrome or Chromium (CHROME_PATH), or because of --no-browser.")] : await found("Calendar", async () => calendarFindings(await measureOpening(site, { browser, browserArgs })));
  return [...findings.flat(), ...opening];
}

async function redirectFinding({ url: site }: LiveSite): Promise<Finding> {
  if (site.protocol === "http:") {
    const isLocal = /^(localhost|127\.|\[::1\])/.test(site.hostname);
    return isLocal ? skipped("Redirects", "A site on this machine, without https.") : problem("Redirects", "The site answers over http.", "Make the host redirect every http address to https, and run the check with https://.");
  }
  if (site.port) return skipped("Redirects", "Skipped, because the http port of a site on a custom port is unknown.");
  const { status, headers } = await ask(new URL(site.href.replace(/^https:/, "http:")));
  const to = headers.get("location");
  if ([301, 308].includes(status) && to && new URL(to, site).href === site.href) return ok("Redirects", "http redirects permanently to https, in one step.");
  return problem("Redirects", `The http address answered ${status}${to ? ` and redirects to ${to}` : ""}.`, "Make it redirect to the same address with https in one step, with 301 or 308. This is a setting of the host or its proxy.");
}

const LEAST_DAYS = 14;

async function certificateFinding({ url: site }: LiveSite): Promise<readonly Finding[]> {
  if (site.protocol !== "https:") return [];
  const days = await new Promise<number>((resolve, reject) => {
    const socket = connect({ host: site.hostname, port: Number(site.port || 443), servername: site.hostname, timeout: 5_000 }, () => {
      const { valid_to: end } = socket.getPeerCertificate();
      socket.end();
      resolve(Math.floor((Date.parse(end) - Date.now()) / 86_400_000));
    });
    socket.on("error", reject).on("timeout", () => socket.destroy(new Error("no answer within 5 s")));
  });
  if (days >= LEAST_DAYS) return [ok("Certificate", `Valid for ${days} more days.`)];
  return [problem("Certificate", `It expires in ${days} days.`, "Hosts usually renew certificates weeks before they expire. Check the domain's page at the host; most often its DNS is wrong.")];
}

/** Compares the home page's headers with vercel.json and the build, and its policy with the needs of its calendar. */
function headerFindings({ headers, text }: Answer, root: string): readonly Finding[] {
  const vercelJson = JSON.parse(readFileSync(join(root, "vercel.json"), "utf8")) as VercelJson;
  const nothing = { isFile: () => false, isFunction: () => false };
  const expected = createRouter(deployedRoutes([], vercelJson), nothing)("GET", new URL("http://site/")).headers;
  const origin = /\sdata-cal-origin="([^"]+)"/.exec(text)?.[1];
  expected.set("strict-transport-security", hstsHeader(siteConfig.hosting.hsts));
  if (origin !== undefined) expected.set("permissions-policy", permissionsPolicy(origin));
  // Hosts and CDNs replace caching headers.
  const compared = [...expected].filter(([name]) => !name.endsWith("cache-control"));
  const wrong = compared.filter(([name, value]) => headers.get(name) !== value).map(([name]) => name);
  const policy = headers.get("content-security-policy") ?? "";
  const booking = bookingAddress(text);
  const gaps = origin === undefined ? [] : policyGaps(policy, { origin, site: booking ? new URL(booking).origin : origin });
  return [
    wrong.length === 0
      ? ok("Headers", `All ${compared.length} headers of vercel.json and the build are sent.`)
      : problem("Headers", `Missing or different: ${wrong.join(", ")}.`, "Deploy this build with its routes and this vercel.json. On another host, set the same headers. A proxy in front of the site may remove some."),
    policy === ""
      ? problem("Policy", "The home page has no content security policy.", "The build writes it into .vercel/output/config.json. Deploy that output with its routes.")
      : gaps.length > 0
        ? problem("Policy", `The content security policy blocks the calendar: ${gaps.join(" and ")}.`, "Build with the PUBLIC_CAL_ORIGIN of the pages, and deploy. If a proxy adds a policy, remove it.")
        : ok("Policy", "Allows the calendar and reports violations."),
  ];
}

async function missingPageFinding(site: LiveSite): Promise<Finding> {
  const { status, headers } = await site.ask("/doctor-asks-for-what-is-not-there");
  if (status === 404 && headers.get("content-type")?.includes("html")) return ok("404 page", "Missing pages are answered with 404 and a page.");
  return problem("404 page", `A missing page is answered with ${status}.`, "The host must serve 404.html with status 404. Deploy .vercel/output with its routes.");
}

/** Whether admin pages and metrics require sign-in. */
async function accessFinding(site: LiveSite): Promise<Finding> {
  const [admin, metrics] = await Promise.all([site.ask("/admin/metrics"), site.ask("/api/cal-metrics")]);
  const isGuarded = admin.status === 303 && /\/admin\/sign-in/.test(admin.headers.get("location") ?? "");
  if (!isGuarded) return problem("Access", `/admin/metrics answers ${admin.status} without sign-in.`, "It must redirect to the sign-in. Check that this is the right site, and that a cache in front of it does not store responses with no-store.");
  if (!admin.headers.get("cache-control")?.includes("no-store")) return problem("Access", "The admin pages may be cached.", "Something in front of the site changes Cache-Control. It must pass no-store through.");
  if (metrics.status !== 401) return problem("Access", `/api/cal-metrics answers ${metrics.status} without sign-in.`, metrics.status === 503 ? "The store does not answer. See Health." : "It must answer 401. Check whether there is a cache in front of the site.");
  return ok("Access", "/admin and /api/cal-metrics require sign-in and are not cached.");
}

/** The address of the page's first booking link. */
function bookingAddress(html: string): string | undefined {
  const link = /<a\b[^>]*\sdata-booking-link=[^>]*>/.exec(html)?.[0] ?? "";
  const href = /\shref="([^"]+)"/.exec(link)?.[1]?.replaceAll("&amp;", "&");
  return href && URL.canParse(href) ? href : undefined;
}

async function linkFinding({ text }: Answer): Promise<Finding> {
  const href = bookingAddress(text);
  if (!href) return skipped("Links", "There is no booking link on the page.");
  const { status } = await ask(new URL(href), { redirect: "follow", signal: AbortSignal.timeout(10_000) });
  if (status === 200) return ok("Links", `The plain booking link works: ${href}`);
  return problem("Links", `The plain booking link answers ${status}: ${href}`, "Visitors without scripts depend on it. Check the event in Cal, and PUBLIC_CAL_LINK and PUBLIC_CAL_SITE.");
}

/** A protected cron endpoint answers 401, or 503 if the site has no secret. */
async function cronFinding(site: LiveSite, home: Answer): Promise<Finding> {
  const { status } = await site.ask("/api/cron/alerts");
  if (status === 401) return ok("Cron", "/api/cron/alerts requires the secret.");
  if (status === 503 && isPreview(home)) return skipped("Cron", "A preview, for which Vercel runs no cron jobs.");
  if (status === 503) return problem("Cron", "CRON_SECRET is not set at the site. Alerts are not evaluated while there are no visitors, and old data is not deleted.", "Set CRON_SECRET (openssl rand -base64 24) and deploy again.");
  return problem("Cron", `/api/cron/alerts answers ${status} without the secret.`, "It must answer 401. Deploy a release that has this endpoint.");
}

/** Pages contain reporting code if SENTRY_DSN was set for the build; the endpoint accepts reports if it is set for the function. */
async function sentryFinding(site: LiveSite, { text }: Answer): Promise<Finding> {
  const isBuilt = text.includes("data-booking-errors");
  const { status } = await site.ask("/api/errors", { method: "POST", body: "" });
  if (![204, 400, 415].includes(status)) return skipped("Sentry", `Unknown, because /api/errors answers ${status}.`);
  const isRunning = status !== 204;
  if (isBuilt === isRunning) return isBuilt ? ok("Sentry", "Pages report errors, and the site sends them to Sentry.") : skipped("Sentry", "SENTRY_DSN is set neither for the build nor at run time.");
  const says = isBuilt ? "Pages report errors, but the function has no SENTRY_DSN to send them to." : "The function has SENTRY_DSN, but the pages were built without it, so browsers' errors are not reported.";
  return problem("Sentry", says, "Set SENTRY_DSN both for the build and at run time, and deploy again.");
}

async function webhookFinding(site: LiveSite, secret: string | undefined): Promise<Finding> {
  if (!secret) return skipped("Cal's webhook", "Skipped, because CAL_WEBHOOK_SECRET is not set here. --settings can read it from a file.");
  const body = JSON.stringify({ triggerEvent: "PING", payload: {} });
  const post = (signature: string) =>
    site.ask("/api/cal-webhook", { method: "POST", headers: { "content-type": "application/json", "x-cal-signature-256": signature }, body });
  const { status } = await post(createHmac("sha256", secret).update(body).digest("hex"));
  if (status === 200 && (await post("0".repeat(64))).status !== 401) {
    return problem("Cal's webhook", "The site accepts a webhook with a wrong signature.", "Anybody could add bookings. Deploy a release that checks signatures, or find out what else answers at this address.");
  }
  if (status === 200) return ok("Cal's webhook", "The site has the same secret.");
  if (status === 401) return problem("Cal's webhook", "The site has a different secret than this setup.", "Set CAL_WEBHOOK_SECRET at the site to the webhook's secret in Cal, and deploy again.");
  if (status === 503) return problem("Cal's webhook", "CAL_WEBHOOK_SECRET is not set at the site.", "Set CAL_WEBHOOK_SECRET at the site to the webhook's secret in Cal, and deploy again.");
  return warning("Cal's webhook", `/api/cal-webhook answers ${status}.`, "Check the function's log.");
}

/**
 * The address with `www.` added or removed, which people type from memory. Only for names of two parts and names
 * that begin with www; other names, such as a preview's, have no such variant.
 */
export function otherHost({ protocol, hostname }: URL): URL | undefined {
  if (!/[a-z]$/i.test(hostname)) return undefined;
  const parts = hostname.split(".");
  if (parts[0] === "www" && parts.length > 2) return new URL(`${protocol}//${parts.slice(1).join(".")}/`);
  return parts.length === 2 ? new URL(`${protocol}//www.${hostname}/`) : undefined;
}

/** Whether that address redirects to the site. No finding for sites without one, or with a port. */
export async function wwwFinding(site: URL, asked: typeof ask = ask): Promise<readonly Finding[]> {
  const other = site.port ? undefined : otherHost(site);
  if (!other) return [];
  const remedy = `At the host, add ${other.hostname} to the site's domains and redirect it permanently (301 or 308) to ${site.hostname}.`;
  try {
    const { status, headers } = await asked(other);
    const location = headers.get("location");
    const to = location === null ? undefined : new URL(location, other);
    if (to?.hostname !== site.hostname) return [warning("www", `${other.href} answered ${status}${to ? ` and redirects to ${to.href}` : " instead of redirecting here"}.`, remedy)];
    if (status !== 301 && status !== 308) return [warning("www", `${other.href} redirects here with ${status}, which is temporary.`, remedy)];
    return [ok("www", `${other.hostname} redirects here.`)];
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return [warning("www", `${error.message} Visitors who type it get an error.`, remedy)];
  }
}
