import { bearerToken } from "./bearer-token.ts";
import { json } from "../http/json-answer.ts";
import { isSameSecret } from "./secrets.ts";

/**
 * What a caller is answered who is not the host's clock; undefined where it is. The clock sends
 * `Authorization: Bearer $CRON_SECRET` (https://vercel.com/docs/cron-jobs/manage-cron-jobs#securing-cron-jobs).
 * Without the variable nobody gets in.
 */
export function cronRefusal(request: Request, { CRON_SECRET: secret }: { readonly CRON_SECRET?: string | undefined }): Response | undefined {
  if (!secret?.trim()) {
    const message = "CRON_SECRET is not set here, so the clock cannot show who it is. Set it to 16 random characters or more, and deploy again.";
    // The host's log says of the clock's call what came of it; to Sentry this would go every five minutes.
    // oxlint-disable-next-line no-console
    console.error(`${new URL(request.url).pathname} did nothing. ${message}`);
    return json(503, { success: false, error: "not-configured", message });
  }
  const bearer = bearerToken(request);
  if (bearer !== undefined && isSameSecret(bearer, secret)) return undefined;
  const message = "This is for the host's clock: send Authorization: Bearer with the CRON_SECRET.";
  return json(401, { success: false, error: "not-the-clock", message }, { "www-authenticate": 'Bearer realm="cron"' });
}
