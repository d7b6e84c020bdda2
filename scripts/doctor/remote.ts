/** Everything that can be told of a running site from outside. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { permissionsPolicy } from "../../src/host/headers/permissions-policy.ts";
import { createRouter, deployedRoutes, type VercelJson } from "../deployed-output/routes.ts";
import { found, ok, problem, skipped, warning, type Finding } from "./findings.ts";
import { ask, type Answer } from "../live-site/ask.ts";
import { calendarFindings } from "../live-site/calendar.ts";
import { embedScriptFinding, healthFinding, pageFinding } from "../live-site/checks.ts";
import { arrive, isPreview, type LiveSite } from "../live-site/live-site.ts";
import { measureOpening } from "../live-site/opening.ts";
import { policyGaps } from "./build.ts";
import { clockFinding } from "./clock.ts";
import { otherSpellingFinding } from "./other-spelling.ts";
import type { Patient } from "./patient.ts";

export interface RemoteOptions {
  /** The path of a Chrome or Chromium; undefined: the calendar is not opened. */
  readonly browser: string | undefined;
  readonly browserArgs?: readonly string[];
}

export async function examineSite(site: LiveSite, { env, root }: Patient, { browser, browserArgs = [] }: RemoteOptions): Promise<readonly Finding[]> {
  const home = await arrive(site, "doctor");
  if ("verdict" in home) return [home];
  const findings = await Promise.all([
    found("Page", () => pageFinding(site)),
    found("Health", () => healthFinding(site, { isPreview: isPreview(home) })),
    found("embed.js", () => embedScriptFinding(site)),
    found("Redirects", () => redirectFinding(site)),
    found("Other spelling", () => otherSpellingFinding(site.url)),
    found("Certificate", () => certificateFinding(site)),
    found("Headers", async () => headerFindings(home, root)),
    found("404 page", () => missingPageFinding(site)),
    found("Access", () => accessFinding(site)),
    found("Links", () => linkFinding(home)),
    found("Clock", async () => clockFinding("the site", home.headers) ?? []),
    found("Host's clock", () => cronFinding(site, home)),
    found("Sentry", () => sentryFinding(site, home)),
    found("Cal's webhook", () => webhookFinding(site, env.CAL_WEBHOOK_SECRET)),
  ]);
  const opening = browser === undefined ? [skipped("Calendar", "Not opened: there is no Chrome or Chromium here (CHROME_PATH), or none was wanted.")] : await found("Calendar", async () => calendarFindings(await measureOpening(site, { browser, browserArgs })));
  return [...findings.flat(), ...opening];
}

async function redirectFinding({ url: site }: LiveSite): Promise<Finding> {
  if (site.protocol === "http:") {
    const isLocal = /^(localhost|127\.|\[::1\])/.test(site.hostname);
    return isLocal ? skipped("Redirects", "A site on this machine, without https.") : problem("Redirects", "The site was asked over http, and answered.", "Have the host lead every http address to https, and ask again with https://.");
  }
  if (site.port) return skipped("Redirects", "Not asked: there is no telling where http is beside another port.");
  const { status, headers } = await ask(new URL(site.href.replace(/^https:/, "http:")));
  const to = headers.get("location");
  if ([301, 308].includes(status) && to && new URL(to, site).href === site.href) return ok("Redirects", "http leads to https, for good and in one step.");
  return problem("Redirects", `The http address answers ${status}${to ? ` to ${to}` : ""}.`, "It should lead to the same address with https in one step, with 301 or 308: a switch of the host or its proxy.");
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
    socket.on("error", reject).on("timeout", () => socket.destroy(new Error("nothing within 5 s")));
  });
  if (days >= LEAST_DAYS) return [ok("Certificate", `Good for ${days} days.`)];
  return [problem("Certificate", `It ends in ${days} days.`, "Hosts renew it weeks before: look at the domain's page at the host, most often its DNS is wrong.")];
}

/** The headers that vercel.json and the build promise for the home page, and the policy that the page's own calendar needs. */
function headerFindings({ headers, text }: Answer, root: string): readonly Finding[] {
  const vercelJson = JSON.parse(readFileSync(join(root, "vercel.json"), "utf8")) as VercelJson;
  const nothing = { isFile: () => false, isFunction: () => false };
  const promised = createRouter(deployedRoutes([], vercelJson), nothing)("GET", new URL("http://site/")).headers;
  const origin = /\sdata-cal-origin="([^"]+)"/.exec(text)?.[1];
  if (origin !== undefined) promised.set("permissions-policy", permissionsPolicy(origin));
  // Hosts and the edge in front of them write their own times.
  const compared = [...promised].filter(([name]) => !name.endsWith("cache-control"));
  const wrong = compared.filter(([name, value]) => headers.get(name) !== value).map(([name]) => name);
  const policy = headers.get("content-security-policy") ?? "";
  const booking = bookingAddress(text);
  const gaps = origin === undefined ? [] : policyGaps(policy, { origin, site: booking ? new URL(booking).origin : origin });
  return [
    wrong.length === 0
      ? ok("Headers", `All ${compared.length} that vercel.json and the build promise.`)
      : problem("Headers", `Missing or different: ${wrong.join(", ")}.`, "Deploy this build with its routes and this vercel.json; on another host set the same headers. A proxy in front of the site may remove some."),
    policy === ""
      ? problem("Policy", "The home page has no content security policy.", "The build writes it into .vercel/output/config.json: deploy that output with its routes.")
      : gaps.length > 0
        ? problem("Policy", `The policy keeps the calendar out: ${gaps.join(" and ")}.`, "Build with the PUBLIC_CAL_ORIGIN that the pages have, and deploy; or a proxy adds a policy of its own: take it away.")
        : ok("Policy", "Lets in the calendar, and reports what it keeps out."),
  ];
}

async function missingPageFinding(site: LiveSite): Promise<Finding> {
  const { status, headers } = await site.ask("/doctor-asks-for-what-is-not-there");
  if (status === 404 && headers.get("content-type")?.includes("html")) return ok("404 page", "What is not there is answered 404, with a page.");
  return problem("404 page", `An address that is not there answers ${status}.`, "The host must serve 404.html with status 404: deploy .vercel/output with its routes.");
}

/** That strangers see nothing. */
async function accessFinding(site: LiveSite): Promise<Finding> {
  const [admin, metrics] = await Promise.all([site.ask("/admin/metrics"), site.ask("/api/cal-metrics")]);
  const isGuarded = admin.status === 303 && /\/admin\/sign-in/.test(admin.headers.get("location") ?? "");
  if (!isGuarded) return problem("Access", `/admin/metrics answers ${admin.status} to a stranger.`, "It must lead to the sign-in. Is another site answering here, or a cache in front of it? It must not keep what says no-store.");
  if (!admin.headers.get("cache-control")?.includes("no-store")) return problem("Access", "The admin's pages may be cached.", "Something in front of the site changes Cache-Control: it must let no-store through.");
  if (metrics.status !== 401) return problem("Access", `/api/cal-metrics answers ${metrics.status} to a stranger.`, metrics.status === 503 ? "The store does not answer: see Health." : "It must answer 401. Is a cache in front of it?");
  return ok("Access", "The admin's page and the numbers ask who one is, and are kept by nobody.");
}

/** Where the page's first booking link leads. */
function bookingAddress(html: string): string | undefined {
  const link = /<a\b[^>]*\sdata-booking-link=[^>]*>/.exec(html)?.[0] ?? "";
  const href = /\shref="([^"]+)"/.exec(link)?.[1]?.replaceAll("&amp;", "&");
  return href && URL.canParse(href) ? href : undefined;
}

async function linkFinding({ text }: Answer): Promise<Finding> {
  const href = bookingAddress(text);
  if (!href) return skipped("Links", "There is no booking link on the page.");
  const { status } = await ask(new URL(href), { redirect: "follow", signal: AbortSignal.timeout(10_000) });
  if (status === 200) return ok("Links", `The plain booking link leads to a page: ${href}`);
  return problem("Links", `The plain booking link answers ${status}: ${href}`, "Without scripts that is all a visitor has. Look at the event in Cal, and at PUBLIC_CAL_LINK and PUBLIC_CAL_SITE.");
}

/** An endpoint for the host's clock that is guarded answers 401; without the secret 503. */
async function cronFinding(site: LiveSite, home: Answer): Promise<Finding> {
  const { status } = await site.ask("/api/cron/alerts");
  if (status === 401) return ok("Host's clock", "/api/cron/alerts is there, and asks for the secret.");
  if (status === 503 && isPreview(home)) return skipped("Host's clock", "A preview: Vercel has no clock for it.");
  if (status === 503) return problem("Host's clock", "CRON_SECRET is not set at the site: alerts do not end where nobody comes, and nothing old is dropped.", "Set CRON_SECRET (openssl rand -base64 24) and deploy again.");
  return problem("Host's clock", `/api/cron/alerts answers ${status} to a stranger.`, "It must answer 401: deploy a release that has it.");
}

/** Pages have code for it if the build was given SENTRY_DSN; the endpoint does something if the function is. */
async function sentryFinding(site: LiveSite, { text }: Answer): Promise<Finding> {
  const isBuilt = text.includes("data-booking-faults");
  const { status } = await site.ask("/api/errors", { method: "POST", body: "" });
  if (![204, 400, 415].includes(status)) return skipped("Sentry", `Not told: /api/errors answers ${status}.`);
  const isRunning = status !== 204;
  if (isBuilt === isRunning) return isBuilt ? ok("Sentry", "Pages tell of errors, and the site hands them on.") : skipped("Sentry", "SENTRY_DSN is set neither for the build nor at run time.");
  const says = isBuilt ? "Pages tell of errors, and the function has no SENTRY_DSN to hand them on." : "The function has SENTRY_DSN, and the pages were built without: visitors' errors are not told.";
  return problem("Sentry", says, "Set SENTRY_DSN for the build and at run time alike, and deploy again.");
}

async function webhookFinding(site: LiveSite, secret: string | undefined): Promise<Finding> {
  if (!secret) return skipped("Cal's webhook", "Not asked: CAL_WEBHOOK_SECRET is not set here. With --settings it can be.");
  const body = JSON.stringify({ triggerEvent: "PING", payload: {} });
  const post = (signature: string) =>
    site.ask("/api/cal-webhook", { method: "POST", headers: { "content-type": "application/json", "x-cal-signature-256": signature }, body });
  const { status } = await post(createHmac("sha256", secret).update(body).digest("hex"));
  if (status === 200 && (await post("0".repeat(64))).status !== 401) {
    return problem("Cal's webhook", "The site takes a webhook with a wrong signature.", "Anybody could add bookings: deploy a release that checks it, and look for what answers in its place.");
  }
  if (status === 200) return ok("Cal's webhook", "The site has the same secret.");
  if (status === 401) return problem("Cal's webhook", "The site has another secret than the one here.", "Set CAL_WEBHOOK_SECRET at the site to the webhook's secret at Cal, and deploy again.");
  if (status === 503) return problem("Cal's webhook", "The site has no secret for it.", "Set CAL_WEBHOOK_SECRET at the site to the webhook's secret at Cal, and deploy again.");
  return warning("Cal's webhook", `/api/cal-webhook answers ${status}.`, "Look at the function's log.");
}
