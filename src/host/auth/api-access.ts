/** Access to the API's protected endpoints. */
import { json } from "../http/responses.ts";
import { signedInPerson, type AdminRequest } from "./admin-session.ts";
import type { PeopleEnv } from "./people.ts";
import { bearerToken, isSameSecret } from "./secrets.ts";
import { viewerWith, type Viewer } from "./viewer.ts";

type ReaderEnv = PeopleEnv & { readonly METRICS_TOKEN?: string | undefined };

/**
 * Who reads the metrics through the API: a person with a session, or a program with `Authorization: Bearer $METRICS_TOKEN`, which may
 * read all that an admin may; undefined for anybody else. A share link is for the page only.
 */
export async function metricsReader(request: AdminRequest, env: ReaderEnv): Promise<Viewer | undefined> {
  const bearer = bearerToken(request.request);
  if (bearer && env.METRICS_TOKEN) return isSameSecret(bearer, env.METRICS_TOKEN) ? viewerWith("METRICS_TOKEN", "admin") : undefined;
  const person = await signedInPerson(request, env);
  return person && viewerWith(person.name, person.role);
}

/** Whether the request may read the metrics. */
export async function mayReadMetrics(request: AdminRequest, env: ReaderEnv): Promise<boolean> {
  return (await metricsReader(request, env))?.may("export") ?? false;
}

/** The response to a request that may not read the metrics. */
export function readersOnly(): Response {
  const message = "Sign in at /admin/metrics, or send Authorization: Bearer with the METRICS_TOKEN.";
  return json(401, { success: false, error: "not-signed-in", message }, { "www-authenticate": 'Bearer realm="metrics"' });
}

/** The response to a reader whose role may not have rows of single visits. */
export function adminsOnly(): Response {
  const message = "This table has rows of single visits, which only an admin may export. The other tables are open to your role.";
  return json(403, { success: false, error: "not-allowed", message });
}

/**
 * The response to a request that is not one of the host's cron jobs; undefined if it is. They send
 * `Authorization: Bearer $CRON_SECRET` (https://vercel.com/docs/cron-jobs/manage-cron-jobs#securing-cron-jobs).
 * Without the setting every request is refused.
 */
export function cronRefusal(request: Request, { CRON_SECRET: secret }: { readonly CRON_SECRET?: string | undefined }): Response | undefined {
  if (!secret?.trim()) {
    const message = "CRON_SECRET is not set, so cron jobs cannot authenticate. Set it to at least 16 random characters and deploy again.";
    // Only to the host's log, where the cron job's call is shown: Sentry would get it every five minutes.
    // oxlint-disable-next-line no-console
    console.error(`${new URL(request.url).pathname} did not run. ${message}`);
    return json(503, { success: false, error: "not-configured", message });
  }
  const bearer = bearerToken(request);
  if (bearer !== undefined && isSameSecret(bearer, secret)) return undefined;
  const message = "This endpoint is for cron jobs. Send Authorization: Bearer with the CRON_SECRET.";
  return json(401, { success: false, error: "not-cron", message }, { "www-authenticate": 'Bearer realm="cron"' });
}
