/** A booking's way from Cal's webhook to a receiver of conversions, and what the admin sees of it. */
import { createHmac } from "node:crypto";
import { answers, startReceiver } from "../../fixtures/receiver.ts";
import { expect, test } from "../fixtures.ts";
import { openMetrics, section } from "./admin-page.ts";

const CAL_SECRET = "Zr4bWq9LfXc1TgAe";

test("a booking that Cal reports reaches the receiver, and the admin page shows what waits", async ({ page, site, restartSite }) => {
  const receiver = await startReceiver();
  receiver.answer = answers(500);
  await restartSite({ CAL_WEBHOOK_SECRET: CAL_SECRET, CONVERSION_WEBHOOK_URL: receiver.origin, CONVERSION_WEBHOOK_SECRET: "Tc5wXj2GsFq9LhVb" });
  const uid = crypto.randomUUID();
  const post = (url: string, body: string, headers: Record<string, string> = {}) => fetch(site.origin + url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
  const body = JSON.stringify({ triggerEvent: "BOOKING_CREATED", payload: { uid } });
  const reported = await post("/api/cal-webhook", body, { "x-cal-signature-256": createHmac("sha256", CAL_SECRET).update(body).digest("hex") });
  expect([reported.status, await reported.json()]).toEqual([200, { success: true, counted: true }]);
  expect(receiver.received).toEqual([]);

  const sampleId = crypto.randomUUID();
  await post("/api/cal-metrics", JSON.stringify({ id: "30min", sampleId, calLoadTime: 456, iframeLoadTime: 380, totalDuration: 836, page: "/services", source: "letter" }));
  await post("/api/cal-metrics", JSON.stringify({ id: "30min", sampleId, bookingUid: uid }));
  await expect.poll(() => receiver.received.map((one) => JSON.parse(one.body) as object)).toEqual([expect.objectContaining({ type: "booking.confirmed", event: "30min", page: "/services", attribution: { source: "letter" } })]);
  expect(receiver.received[0]?.body).not.toContain(uid);

  await expect.poll(async () => (await (await fetch(`${site.origin}/api/health`)).json()) as object).toMatchObject({ status: "ok", conversions: "failing" });
  await openMetrics(page, site.origin);
  await expect(section(page, "How this is counted")).toContainText("Conversions: 1 to send, 0 failed in 7 days.");
  await restartSite();
  await openMetrics(page, site.origin);
  await expect(section(page, "How this is counted")).not.toContainText("Conversions");
  await receiver.close();
});
