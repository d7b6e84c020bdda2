import { describe, expect, test } from "vitest";
import { bookingPageUrl, knownBookingLink, parseBookingLink } from "../../src/booking/booking-link.ts";
import { calSettings } from "../../src/booking/cal-settings.ts";

describe("a booking link", () => {
  test.each([
    ["studio/30min", "studio/30min", "30min"],
    ["/studio/30min/", "studio/30min", "30min"],
    ["team/studio/web-audit", "team/studio/web-audit", "web-audit"],
    ["ada+grace/intro.call", "ada+grace/intro.call", "intro.call"],
  ])("%s names its event", (text, path, event) => {
    expect(parseBookingLink(text)).toEqual({ path, event });
  });

  test.each(["", "30min", "a/b/c/d", "studio/30 min", "studio//30min", "studio/../admin", "studio/30min?x=1", "studio/30min:x"])(
    "%j is refused with an example of what to write",
    (text) => {
      expect(() => parseBookingLink(text)).toThrow(/is not a booking link.*"studio\/30min"/);
    },
  );

  test("a pasted address is answered with the part of it that is right", () => {
    expect(() => parseBookingLink("https://cal.com/ada/intro?month=2026-03")).toThrow('for example "ada/intro"');
  });

  test("leads to the booking page on the site that people see", () => {
    const hosts = { origin: "https://app.cal.com", site: "https://cal.com" };
    expect(bookingPageUrl(parseBookingLink("studio/30min"), hosts)).toBe("https://cal.com/studio/30min");
  });
});

describe("a booking link that was checked when the page was built", () => {
  test.each(["studio/30min", "team/studio/web-audit", "ada+grace/intro.call"])("%s means the same in the browser", (path) => {
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

  test("everybody gets the fast way unless a rollout is named", () => {
    expect(calSettings({}).rollout).toBe(100);
    expect(calSettings({ PUBLIC_CAL_ROLLOUT: "" }).rollout).toBe(100);
    expect(calSettings({ PUBLIC_CAL_ROLLOUT: "0", PUBLIC_CAL_LINK: "ada/intro" }).rollout).toBe(0);
  });

  test.each(["101", "-1", "half", "12.5", "1e1"])("PUBLIC_CAL_ROLLOUT=%s is no share, and the message says what to write", (PUBLIC_CAL_ROLLOUT) => {
    expect(() => calSettings({ PUBLIC_CAL_ROLLOUT })).toThrow(`PUBLIC_CAL_ROLLOUT is "${PUBLIC_CAL_ROLLOUT}". Write the share of visitors`);
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
      /^PUBLIC_CAL_ORIGIN has a password in it\. Write an origin only, for example "https:\/\/app\.cal\.com"\.$/,
    );
  });
});
