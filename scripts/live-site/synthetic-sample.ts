import { ok, problem, skipped, type Finding } from "../doctor/findings.ts";

/** What the endpoint answered, from Node or from inside of a page. */
export interface SampleAnswer {
  readonly status: number;
  readonly text: string;
}

/** The sample of a smoke test that measured nothing: it claims no time. */
export function sampleWithoutTimes(): object {
  return { id: "smoke", synthetic: true, outcome: "abandoned", timestamp: new Date().toISOString() };
}

/** Whether a synthetic sample was taken, written and read back, and counted nowhere. */
export function syntheticSampleFinding({ status, text }: SampleAnswer, { isPreview = false } = {}): Finding {
  const answer = parsed(text);
  if (status === 201 && answer.synthetic === true) {
    return ok("Sample", "A synthetic sample was taken, written and read back. It is in no figure.");
  }
  if (status === 201 || status === 200) {
    return problem("Sample", "The sample was counted among the visitors': this release does not know synthetic ones.", "Deploy a release that does before the next smoke test. This one adds a single opening.");
  }
  if (status === 503 && answer.error === "store-not-configured" && isPreview) return skipped("Sample", "Not taken: a preview without a store.");
  if (status === 503) return problem("Sample", "The endpoint cannot keep samples: the store does not answer.", "See Health.");
  if (status === 429) return problem("Sample", "The endpoint takes no more samples from here just now.", "Wait a minute, and look at METRICS_RATE_PER_MINUTE.");
  return problem("Sample", `/api/cal-metrics answers ${status}${answer.message ? `: ${answer.message}` : "."}`, "Look at the function's log.");
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
