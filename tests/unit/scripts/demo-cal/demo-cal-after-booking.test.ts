import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { leaveAfterBooking } from "../../../../scripts/demo-cal/assets/after-booking.js";

describe("after a booking", () => {
  const booking = {
    uid: "b1", event: "studio/30min", title: "Audit", startTime: "2030-03-13T10:00:00.000Z", endTime: "2030-03-13T10:30:00.000Z",
    name: "Ada", email: "ada@example.org", notes: "", status: "ACCEPTED", paymentRequired: false,
  };
  const config = { host: "Lapwing", redirectUrl: "", redirectParams: "forwarded", demoQuery: [["demo.payment", "none"]] };
  const query = { isSuccessBookingPage: "true", email: "ada@example.org" };
  let top: { location: { href: string } };

  beforeEach(() => {
    top = { location: { href: "https://site.example/" } };
    vi.stubGlobal("window", { top });
    vi.stubGlobal("location", new URL("http://demo/studio/30min/embed?embed=30min&theme=dark&ui.color-scheme=dark&slot=x&demo.redirectUrl=y"));
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("the frame itself goes on to the booking's page", async () => {
    const goTo = vi.fn();
    await leave(config, goTo);
    expect(goTo).toHaveBeenCalledWith("/booking/b1/embed?flag.coep=false&isSuccessBookingPage=true&email=ada%40example.org&demo.payment=none");
    expect(top.location.href).toBe("https://site.example/");
  });

  test("a redirect navigates the top window, with the booking in its URL", async () => {
    const goTo = vi.fn();
    await leave({ ...config, redirectUrl: "https://site.example/thanks?x=1" }, goTo);
    const url = new URL(top.location.href);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      x: "1", theme: "dark", slot: "x", user: "studio", type: "30min", isSuccessBookingPage: "true", email: "ada@example.org", uid: "b1",
      title: "Audit", startTime: booking.startTime, endTime: booking.endTime, location: "integrations:daily", attendeeName: "Ada",
      hostName: "Lapwing", hostStartTime: booking.startTime, attendeeStartTime: booking.startTime, isEmbed: "true",
    });
    expect(goTo).not.toHaveBeenCalled();
  });

  test("a redirect after a payment has two uids: first the payment's, then the booking's", async () => {
    vi.stubGlobal("location", new URL("http://demo/payment/p1?email=ada%40example.org"));
    await leave({ ...config, redirectUrl: "https://site.example/thanks" }, vi.fn());
    expect(new URL(top.location.href).searchParams.getAll("uid")).toEqual(["p1", "b1"]);
  });

  test("a redirect without parameters carries nothing", async () => {
    await leave({ ...config, redirectUrl: "https://site.example/thanks", redirectParams: "dropped" }, vi.fn());
    expect(top.location.href).toBe("https://site.example/thanks");
  });

  function leave(changed: object, goTo: (address: string) => Promise<void>): Promise<void> {
    return leaveAfterBooking({ booking, query, config: { ...config, ...changed } as never, isEmbed: true, goTo });
  }
});
