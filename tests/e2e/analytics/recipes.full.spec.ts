/** Each recipe of docs/analytics.md, as it is written there, under the generated policy: a booking reaches the provider, once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/settings.ts";
import { book, expect, heroLink } from "../fixtures.ts";
import { quiet, testOn } from "./built-site.ts";
import type { Sent } from "./stand-ins.ts";

const PROVIDERS = ["plausible", "ga4", "gtm", "google-ads", "meta", "posthog", "umami", "fathom", "vercel"];
const test = testOn(`{ analytics: [{ provider: "own", src: "/analytics.js", load: "at-load" }], policy: { providers: ${JSON.stringify(PROVIDERS)} } }`);

const recipes = [...readFileSync(join(root, "docs/analytics.md"), "utf8").matchAll(/^#### ([^\n]+)\n\n```js recipe\n(.*?)```/gms)].map(([, name = "", code = ""]) => ({ name, code }));

/** What each recipe's provider receives of a booking: the event, and its properties. */
const RECEIVED: Record<string, Pick<Sent, "to" | "event"> & { data: Record<string, unknown> }> = {
  Plausible: { to: "plausible", event: "Booking", data: { event: "studio/30min", placement: "hero" } },
  "Google Analytics 4": { to: "google", event: "generate_lead", data: { tid: "G-1A2B3C4D5E", "ep.booking_event": "studio/30min", "ep.placement": "hero" } },
  "Google Tag Manager": { to: "google", event: "readyslot_booking", data: { tid: "GTM", "ep.booking_event": "studio/30min", "ep.placement": "hero" } },
  "Meta pixel": { to: "meta", event: "Schedule", data: { id: "123456789012345", "cd[event]": "studio/30min" } },
  "Google Ads": { to: "google", event: "conversion", data: { tid: "AW-123456789/AbC-D_efG-h12_34-567", "ep.value": "50", "ep.currency": "EUR" } },
  PostHog: { to: "posthog", event: "booking made", data: { event: "studio/30min", placement: "hero" } },
  Umami: { to: "umami", event: "booking", data: { event: "studio/30min", placement: "hero" } },
  Fathom: { to: "fathom", event: "booking", data: {} },
  "Vercel Analytics": { to: "vercel", event: "Booking", data: { event: "studio/30min", placement: "hero" } },
};

test("the document has the expected recipes", () => {
  expect(recipes.map(({ name }) => name)).toEqual(Object.keys(RECEIVED));
});

for (const { name, code } of recipes) {
  test(`${name}: the recipe reports a booking once, and the policy lets it`, async ({ page, providers }) => {
    const { to, event, data } = RECEIVED[name] as (typeof RECEIVED)[string];
    await page.route("**/analytics.js", (route) => route.fulfill({ contentType: "text/javascript", body: code }));
    await page.goto("/");
    await heroLink(page).click();
    await book(page);
    await expect.poll(() => providers.conversions()).toEqual([expect.objectContaining({ to, event, data: expect.objectContaining(data) })]);
    // Its page view has come, too, where it counts page views.
    if (!["conversion", "readyslot_booking"].includes(event)) expect(providers.sent.filter((sent) => sent.to === to).length).toBeGreaterThan(1);
    for (const { raw } of providers.sent) expect(raw).not.toMatch(/lovelace|\bada\b/i);

    await page.reload();
    await quiet(page);
    await page.goBack();
    expect(providers.conversions()).toHaveLength(1);
  });
}
