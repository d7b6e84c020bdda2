import { ok, problem, skipped, type Finding } from "../doctor/findings.ts";

/** The endpoint's response to a sample, which was sent from Node or from a page. */
export interface SampleAnswer {
  readonly status: number;
  readonly text: string;
}

/** The sample of a smoke test without a browser, which has no measurements. */
export function sampleWithoutTimes(): object {
  return { id: "smoke", synthetic: true, outcome: "abandoned", timestamp: new Date().toISOString() };
}

/** Whether a synthetic sample was accepted, written and read back, and not counted. */
export function syntheticSampleFinding({ status, text }: SampleAnswer, { isPreview = false } = {}): Finding {
  const answer = parsed(text);
  if (status === 201 && answer.synthetic === true) {
    return ok("Sample", "A test sample was accepted, written and read back. It is excluded from the statistics.");
  }
  if (status === 201 || status === 200) {
    return problem("Sample", "The test sample was counted as a visitor's, because this release does not know test samples.", "Deploy a newer release before the next smoke test. This test has added one opening.");
  }
  if (status === 503 && answer.error === "store-not-configured" && isPreview) return skipped("Sample", "A preview without a store does not accept samples.");
  if (status === 503) return problem("Sample", "Samples cannot be stored, because the store does not answer.", "See Health.");
  if (status === 429) return problem("Sample", "The endpoint accepts no more samples from this address at the moment.", "Wait a minute, and check METRICS_RATE_PER_MINUTE.");
  return problem("Sample", `/api/cal-metrics answers ${status}${answer.message ? `: ${answer.message}` : "."}`, "Check the function's log.");
}

interface Body {
  synthetic?: unknown;
  error?: string;
  message?: string;
}

function parsed(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}
