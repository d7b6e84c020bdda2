import { z } from "zod";

/** What a reader may ask for: `limit` 1–1000 (100), `errorOnly` true or false (false). */
const query = z.object({
  limit: z.coerce
    .number({ error: "must be a whole number from 1 to 1000" })
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(1_000, "must be at most 1000")
    .default(100),
  errorOnly: z
    .enum(["true", "false"], { error: "must be true or false" })
    .default("false")
    .transform((value) => value === "true"),
});

export type ReportQuery = z.infer<typeof query>;

/** Reads the query of a report, or names each parameter that is wrong with its reason. */
export function parseReportQuery(
  parameters: URLSearchParams,
): { query: ReportQuery } | { problems: { field: string; reason: string }[] } {
  const result = query.safeParse(Object.fromEntries(parameters));
  if (result.success) return { query: result.data };
  return { problems: result.error.issues.map(({ path, message }) => ({ field: path.join("."), reason: message })) };
}
