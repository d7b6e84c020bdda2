import type { CalSample } from "../shared/sample.ts";

/**
 * Sends a sample to our own endpoint. The visitor never waits for it and never sees it fail;
 * `keepalive` lets it finish after the page is gone.
 */
export function deliver(sample: CalSample): void {
  fetch("/api/cal-metrics", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(sample),
    keepalive: true,
  }).catch(() => {
    // Nobody to tell: the visitor came for an appointment.
  });
}
