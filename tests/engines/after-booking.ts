import { describe, expect } from "vitest";
import { withPageAfter } from "../fixtures/site/after-booking.ts";
import type { EngineTest } from "./fixtures.ts";
import { calendar, HERO, isClosed, isComplete, TIME } from "./sights.ts";
import { ENTER, TAB } from "./view.ts";

/** The page after a booking, and the tab's history around it, which engines keep in their own ways. */
export function afterBooking(test: EngineTest): void {
  describe("after a booking", () => {
    test("closing the dialog leads to the page that follows, Back to the button again, and nothing is counted twice", async ({ visit, page, proxy, site }) => {
      const html = await (await fetch(`${site.origin}/`)).text();
      const body = withPageAfter(html, "/pricing").replace(/data-booking-shares="[\d ]*"/, 'data-booking-shares="0 100"');
      proxy.answer(new RegExp(`^${site.origin}/$`), { status: 200, body, type: "text/html; charset=utf-8" });
      await visit.open(`${site.origin}/about`);
      await visit.open(`${site.origin}/`);
      await page.read(() => {
        document.addEventListener("readyslot:booked", () => (sessionStorage.bookings = 1 + Number(sessionStorage.bookings ?? 0)));
      });
      await page.click(HERO);
      await isComplete(page);
      const frame = await calendar(page);
      await frame.click("button", TIME);
      await frame.until("the focus in the field for the name", () => document.activeElement?.matches("[name=name]"));
      await frame.press(`Ada Lovelace${TAB}ada@example.com${ENTER}`);
      await page.shown("dialog > a[data-booking-page]", /^Continue$/);
      await page.click("[data-booking-close]");
      await page.until("the page that follows", () => location.pathname === "/pricing" && document.readyState === "complete");

      expect(await page.read(() => sessionStorage.bookings as string)).toBe("1");
      // WebKit's driver does not answer any more after this Back; the way there is the same in both engines.
      if (!(await page.read(() => navigator.userAgent.includes("Firefox")))) return;

      await visit.back();
      await page.until("the page with the button", () => location.pathname === "/" && document.readyState === "complete");
      await isClosed(page);
      await page.shown(HERO);
      expect(await page.read(() => document.querySelector("dialog > a[data-booking-page]")?.textContent)).toBe("Open the booking page");
      await page.read(() => history.forward());
      await page.until("the page that follows again", () => location.pathname === "/pricing" && document.readyState === "complete");
      expect(await page.read(() => sessionStorage.bookings as string)).toBe("1");
    });

    test("the page to which Cal redirects reports the booking once: not when it is loaded again, and not after Back", async ({ visit, page, site }) => {
      const reported = () => page.read(() => ({ search: location.search, marks: performance.getEntriesByName("booking:booked").length }));
      await visit.open(`${site.origin}/services?isSuccessBookingPage=true&email=ada%40example.com&uid=${crypto.randomUUID()}&isEmbed=false`);
      await page.until("the report of the booking", () => performance.getEntriesByName("booking:booked").length === 1);
      expect(await reported()).toEqual({ search: "", marks: 1 });
      await page.read(() => {
        document.documentElement.dataset.before = "";
        location.reload();
      });
      await page.until("the page, loaded again", () => document.readyState === "complete" && !("before" in document.documentElement.dataset));
      await visit.open(`${site.origin}/pricing`);
      await visit.back();
      await page.until("the page again", () => location.pathname === "/services" && document.readyState === "complete");
      expect(await reported()).toEqual({ search: "", marks: 0 });
    });
  });
}
