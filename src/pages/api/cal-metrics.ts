import type { APIRoute } from "astro";
import { evaluateAlerts } from "../../metrics/alerts/alerts.ts";
import { deliverConversions } from "../../metrics/conversions/deliver-conversions.ts";
import { deliverForms } from "../../host/forms/deliver-forms.ts";
import { connectStore } from "../../metrics/store/connected-store.ts";
import { countDrop } from "../../metrics/ingest/drops.ts";
import { ingest } from "../../metrics/ingest/ingest.ts";
import { parseRate } from "../../metrics/ingest/rate-limit.ts";
import { readDashboard } from "../../metrics/report/dashboard/dashboard.ts";
import { parseReportQuery } from "../../metrics/report/report-query.ts";
import { readTable } from "../../metrics/report/report-csv.ts";
import { readReport, reportSite } from "../../metrics/report/report.ts";
import { environment } from "../../host/settings/environment.ts";
import { json, storeAnswer } from "../../host/http/responses.ts";
import { connectKv } from "../../host/kv/kv.ts";
import { adminsOnly, metricsReader, readersOnly } from "../../host/auth/api-access.ts";
import { revalidated } from "../../host/http/revalidation.ts";
import { sharedRead } from "../../host/http/shared-read.ts";
import { waitUntil } from "../../host/http/wait-until.ts";

export const prerender = false;

/** Receives one message: 201 with the stored sample and the summary, 200 if it was counted before, or the reason why it is refused. The sample of a smoke test is stored separately and answered with `synthetic`. */
export const POST: APIRoute = ({ request }) =>
  storeAnswer(async () => {
    const env = environment();
    const ratePerMinute = parseRate(env.METRICS_RATE_PER_MINUTE);
    const afterIngest = (now: Date, isForced: boolean) =>
      Promise.all([evaluateAlerts({ ...connectStore(env), env, now }), deliverConversions({ kv: connectStore(env).kv, env, now, isForced }), deliverForms({ kv: connectStore(env).kv, env, now })]);
    const ingested = await ingest(request, { connect: () => connectStore(env), ratePerMinute, now: () => new Date(), ...reportSite(env), isOnVercel: env.VERCEL !== undefined, waitUntil, afterIngest });
    if ("refusal" in ingested) {
      const { status, reason, message, retryAfter } = ingested.refusal;
      const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
      return json(status, { success: false, error: reason, message, errors: ingested.problems }, headers);
    }
    const { counted, ...kept } = ingested;
    return json(counted || "synthetic" in kept ? 201 : 200, { success: true, ...kept });
  });

/** The requested report, or everything that the admin page shows, as JSON, or one table as CSV; described in `/api/openapi.json`. */
export const GET: APIRoute = (context) =>
  storeAnswer(async () => {
    const env = environment();
    const reader = await metricsReader(context, env);
    if (!reader?.may("export")) return readersOnly();
    const hasVisits = reader.may("export-visits");
    const now = new Date();
    const site = reportSite(env);
    const parsed = parseReportQuery(context.url.searchParams, { now, zone: site.zone });
    if ("problems" in parsed) {
      const message = "The parameters are not valid; see errors.";
      return json(400, { success: false, error: "parameters", message, errors: parsed.problems });
    }
    const { query } = parsed;
    const sources = { ...connectStore(env), site };
    const question = JSON.stringify(query);
    if (query.format === "csv") {
      if (!hasVisits && query.table === "samples") return adminsOnly();
      const span = query.from === undefined ? query.window : [query.from, query.to].filter(Boolean).join("-");
      const name = query.table === "samples" ? span : `${span}-${query.table}`;
      return revalidated(context.request, await sharedRead(sources.kv, question, () => readTable(sources, query, new Date())), {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="readyslot-${name}.csv"`,
      });
    }
    const read = query.detail === "full" ? readDashboard : readReport;
    const report = await sharedRead(sources.kv, `${question} ${hasVisits}`, async () => {
      const all = await read(sources, query, new Date());
      return JSON.stringify(hasVisits ? all : { ...all, metrics: [] });
    });
    return revalidated(context.request, report, { "content-type": "application/json" });
  });

// Without this, Astro would call ALL.
export const HEAD: APIRoute = (context) => GET(context);

export const ALL: APIRoute = () => {
  waitUntil(countDrop(() => connectKv(environment()), "method", new Date()));
  return json(405, { success: false, error: "method", message: "Use GET or POST." }, { allow: "GET, HEAD, POST" });
};
