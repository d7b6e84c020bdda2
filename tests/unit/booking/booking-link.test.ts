import { describe, expect, test } from "vitest";
import { bookingKind, bookingPageUrl, knownBookingLink, parseBookingLink, type BookingKind } from "../../../src/booking/booking-link.ts";
import { calCorrections, calSettings } from "../../../src/booking/cal-settings.ts";

describe("a booking link", () => {
  test.each([
    ["studio/30min", "studio/30min", "30min"],
    ["/studio/30min/", "studio/30min", "30min"],
    ["team/studio/web-audit", "team/studio/web-audit", "web-audit"],
    ["ada+grace/intro.call", "ada+grace/intro.call", "intro.call"],
    ["team/studio", "team/studio", "studio"],
    ["org/acme", "org/acme", "acme"],
    ["org/acme/ada/intro", "org/acme/ada/intro", "intro"],
    ["org/acme/team/sales/intro", "org/acme/team/sales/intro", "intro"],
    ["forms/948ae412-d995", "forms/948ae412-d995", "948ae412-d995"],
    ["d/aHash123/intro", "d/aHash123/intro", "intro"],
    // A booking's id is one visitor's: as an event's name it would be in the statistics.
    ["reschedule/b1aC2", "reschedule/b1aC2", "reschedule"],
    ["bookings-by-ada/intro", "bookings-by-ada/intro", "intro"],
  ])("%s names its event", (text, path, event) => {
    expect(parseBookingLink(text)).toEqual({ path, event });
  });

  test.each<[BookingKind, string]>([
    ["event", "studio/30min"],
    ["event", "team/studio/30min"],
    ["event", "org/acme/ada/30min"],
    ["event", "org/acme/team/sales/30min"],
    ["group", "ada+grace/30min"],
    ["profile", "team/studio"],
    ["profile", "org/acme"],
    ["profile", "org/acme/ada"],
    ["profile", "org/acme/team/sales"],
    ["form", "forms/948ae412"],
    ["reschedule", "reschedule/b1aC2"],
    ["private", "d/aHash123/30min"],
    ["event", "dora/30min"],
    ["event", "formsandco/30min"],
  ])("opens as %s: %s", (kind, path) => {
    expect(bookingKind(parseBookingLink(path))).toBe(kind);
  });

  test.each(["", "30min", "a/b/c/d", "studio/30 min", "studio//30min", "studio/../admin", "studio/30min?x=1", "studio/30min:x", "studio/30min/embed", "d/30min", "d/hash/30min/more", "forms/a/b", "reschedule/a/b", "booking/b1aC2", "settings/profile", "video/b1aC2", "org/a/b/c/d/e"])(
    "%j is refused with an example of what to write",
    (text) => {
      expect(() => parseBookingLink(text)).toThrow(/is not a booking link.*"studio\/30min"/);
    },
  );

  test("a pasted address is answered with the part of it that is right", () => {
    expect(() => parseBookingLink("https://cal.com/ada/intro?month=2026-03")).toThrow('for example "ada/intro"');
  });

  test.each([
    ["cal.com/ada/intro", "ada/intro"],
    ["app.cal.com/team/studio/intro", "team/studio/intro"],
    ["cal.com/ada", "studio/30min"],
    ["book.example.com/ada/intro", "ada/intro"],
    ["https://cal.com/ada/intro/embed?embed=intro", "ada/intro"],
    ["ada/intro/embed", "ada/intro"],
    ["https://cal.com/settings/profile", "studio/30min"],
    ["https://cal.com", "studio/30min"],
  ])("%s is answered with a link that works: %s", (text, path) => {
    expect(() => parseBookingLink(text)).toThrow(`for example "${path}"`);
  });

  test("leads to the booking page on the site that people see", () => {
    const hosts = { origin: "https://app.cal.com", site: "https://cal.com" };
    expect(bookingPageUrl(parseBookingLink("studio/30min"), hosts)).toBe("https://cal.com/studio/30min");
  });
});

describe("a booking link that was checked when the page was built", () => {
  test.each(["studio/30min", "team/studio/web-audit", "ada+grace/intro.call", "team/studio", "forms/948ae412", "reschedule/b1aC2", "org/acme/team/sales/intro"])("%s means the same in the browser", (path) => {
    expect(knownBookingLink(path)).toEqual(parseBookingLink(path));
  });

  test("is taken by its word: a damaged attribute breaks no page", () => {
    for (const path of ["", "30min", "studio/"]) expect(knownBookingLink(path).path).toBe(path);
  });
});

describe("which calendar a build talks to", () => {
  test("Cal.com's own, with nothing but a link", () => {
    expect(calSettings({ PUBLIC_CAL_LINK: "ada/intro" })).toMatchObject({
      link: { path: "ada/intro" },
      origin: "https://app.cal.com",
      site: "https://cal.com",
      isDemo: false,
    });
  });

  test("a self-hosted one, where it is named", () => {
    const env = { PUBLIC_CAL_LINK: "ada/intro", PUBLIC_CAL_ORIGIN: "https://cal.example.com/", PUBLIC_CAL_SITE: "https://book.example.com" };
    expect(calSettings(env)).toMatchObject({ origin: "https://cal.example.com", site: "https://book.example.com" });
  });

  test.each(["https://cal.com", "https://cal.com/", "http://cal.com", "https://www.cal.com", "http://app.cal.com"])("%s as PUBLIC_CAL_ORIGIN means https://app.cal.com, and that is said", (PUBLIC_CAL_ORIGIN) => {
    const env = { PUBLIC_CAL_LINK: "ada/intro", PUBLIC_CAL_ORIGIN };
    expect(calSettings(env)).toMatchObject({ origin: "https://app.cal.com", site: "https://cal.com" });
    expect(calCorrections(env)).toEqual([
      {
        says: `PUBLIC_CAL_ORIGIN is "${PUBLIC_CAL_ORIGIN}"; https://app.cal.com is used instead. Cal's embed script always loads Cal.com's calendars from there.`,
        remedy: "Set PUBLIC_CAL_ORIGIN=https://app.cal.com, or remove it.",
      },
    ]);
  });

  test.each(["http://cal.com", "https://www.cal.com"])("%s as PUBLIC_CAL_SITE means https://cal.com, and that is said", (PUBLIC_CAL_SITE) => {
    const env = { PUBLIC_CAL_LINK: "ada/intro", PUBLIC_CAL_SITE };
    expect(calSettings(env).site).toBe("https://cal.com");
    expect(calCorrections(env)).toMatchObject([{ says: expect.stringMatching(/^PUBLIC_CAL_SITE is .*; https:\/\/cal\.com is used instead\./), remedy: "Set PUBLIC_CAL_SITE=https://cal.com, or remove it." }]);
  });

  test.each([{}, { PUBLIC_CAL_ORIGIN: "https://app.cal.com/" }, { PUBLIC_CAL_ORIGIN: "https://CAL.example.com", PUBLIC_CAL_SITE: "https://cal.example.com/" }, { PUBLIC_CAL_SITE: "https://app.cal.com" }, { PUBLIC_CAL_ORIGIN: "https://acme.cal.com", PUBLIC_CAL_SITE: "https://acme.cal.com" }])(
    "of %j nothing is corrected",
    (set) => {
      expect(calCorrections({ PUBLIC_CAL_LINK: "ada/intro", ...set })).toEqual([]);
    },
  );

  test("the demo has nothing to correct", () => {
    expect(calCorrections({ PORT: "no port" })).toEqual([]);
  });

  test.each(["https://cal.company.com", "https://cal.com.example.org", "https://cal.com:8443"])("%s is refused: embed.js would turn it into another address", (PUBLIC_CAL_ORIGIN) => {
    expect(() => calSettings({ PUBLIC_CAL_LINK: "ada/intro", PUBLIC_CAL_ORIGIN })).toThrow(/^PUBLIC_CAL_ORIGIN is .* Give this Cal another host name, for example "https:\/\/booking\./);
  });

  test("a private link is refused: Cal has no version of it to embed", () => {
    expect(() => calSettings({ PUBLIC_CAL_LINK: "d/aHash123/intro" })).toThrow(/^PUBLIC_CAL_LINK is "d\/aHash123\/intro", a private link\. Write the path of a public event/);
  });

  test("the demo one port above the site, without a link", () => {
    expect(calSettings({})).toMatchObject({ origin: "http://127.0.0.1:4322", isDemo: true });
    expect(calSettings({ PORT: "5000" }).origin).toBe("http://127.0.0.1:5001");
  });

  test("a malformed link is said with the variable's name", () => {
    expect(() => calSettings({ PUBLIC_CAL_LINK: "https://cal.com/ada/intro" })).toThrow(
      'PUBLIC_CAL_LINK: "https://cal.com/ada/intro" is not a booking link. Write the path of the Cal.com event, for example "ada/intro".',
    );
  });

  test.each(["abc", "0", "65535", "43.21"])("PORT=%s is no port, and nothing is built for it", (PORT) => {
    expect(() => calSettings({ PORT })).toThrow(`PORT is "${PORT}". Write a number from 1 to 65534`);
  });

  test("never the demo on Vercel", () => {
    expect(() => calSettings({ VERCEL: "1" })).toThrow("PUBLIC_CAL_LINK is not set");
  });

  test.each(["app.cal.com", "https://app.cal.com/embed", "ftp://app.cal.com"])(
    "%s is no origin, and the message says what is",
    (PUBLIC_CAL_ORIGIN) => {
      expect(() => calSettings({ PUBLIC_CAL_LINK: "ada/intro", PUBLIC_CAL_ORIGIN })).toThrow(
        /PUBLIC_CAL_ORIGIN is .* for example "https:\/\/app.cal.com"/,
      );
    },
  );

  test("an origin with a password in it is refused, and the password is not repeated", () => {
    expect(() => calSettings({ PUBLIC_CAL_LINK: "ada/intro", PUBLIC_CAL_ORIGIN: "https://u:hunter2@app.cal.com" })).toThrow(
      /^PUBLIC_CAL_ORIGIN has a password in it\. Write only the origin, for example "https:\/\/app\.cal\.com"\.$/,
    );
  });
});
