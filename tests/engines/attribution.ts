import { describe, expect } from "vitest";
import type { EngineTest } from "./fixtures.ts";
import { HEADER } from "./sights.ts";
import type { View } from "./view.ts";

const AD = "?utm_source=letter&gclid=click-1&name=Ada%20L%C3%B6we%20%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB&email=ada%2Btest%40example.com";

/** What Cal reads of the link in the header, once it has a campaign. */
async function carried(page: View): Promise<Record<string, string>> {
  const href = await page.until("a link with a campaign", (header) => {
    const link = document.querySelector<HTMLAnchorElement>(header);
    return link?.search && link.href;
  }, HEADER);
  return Object.fromEntries(new URL(href).searchParams);
}

/** The campaign on its way through the engine's own history, storage and addresses. */
export function attribution(test: EngineTest): void {
  describe("a campaign", () => {
    const expected = { utm_source: "letter", gclid: "click-1", name: "Ada Löwe 👩‍💻", email: "ada+test@example.com", "metadata[gclid]": "click-1", "metadata[first_utm_source]": "letter" };

    test("is in the booking links of the landing page and of later ones", async ({ visit, page, site }) => {
      await visit.open(`${site.origin}/${AD}`);
      expect(await carried(page)).toMatchObject(expected);
      await page.click('header a[href="/pricing"]');
      await page.until("the next page", () => location.pathname === "/pricing");
      expect(await carried(page)).toMatchObject(expected);
      expect(await page.read(() => Object.keys(sessionStorage))).toEqual(["booking-visit"]);
    });

    test("of a landing page without a booking link is known where the browser has the Navigation API", async ({ visit, page, site }) => {
      await visit.open(`${site.origin}/privacy${AD}`);
      await page.click('header a[href="/pricing"]');
      await page.until("the next page", () => location.pathname === "/pricing" && document.readyState === "complete");
      const search = await page.read(async (header) => {
        await new Promise((resolve) => setTimeout(resolve));
        return document.querySelector<HTMLAnchorElement>(header)?.search ?? "";
      }, HEADER);
      const isKnown = await page.read(() => "navigation" in window);
      expect(Object.fromEntries(new URLSearchParams(search))).toMatchObject(isKnown ? expected : {});
    });

    test("is still there after Back", async ({ visit, page, site }) => {
      await visit.open(`${site.origin}/pricing${AD}`);
      await carried(page);
      await visit.open(`${site.origin}/about`);
      await carried(page);
      await visit.back();
      await page.until("the first page", () => location.pathname === "/pricing");
      expect(await carried(page)).toMatchObject(expected);
    });
  });
}
