import type { AdminSecretEnv } from "./admin-secret.ts";
import { isAdmin, type AdminRequest } from "./admin-session.ts";
import { bearerToken } from "./bearer-token.ts";
import { json } from "../http/json-answer.ts";
import { isSameSecret } from "./secrets.ts";

/** Whether the request may read the numbers: the admin's session, or `Authorization: Bearer $METRICS_TOKEN`. */
export async function mayReadMetrics(request: AdminRequest, env: AdminSecretEnv & { readonly METRICS_TOKEN?: string | undefined }): Promise<boolean> {
  const bearer = bearerToken(request.request);
  if (bearer && env.METRICS_TOKEN) return isSameSecret(bearer, env.METRICS_TOKEN);
  return isAdmin(request, env);
}

/** What whoever may not is answered. */
export function readersOnly(): Response {
  const message = "Sign in at /admin/metrics, or send Authorization: Bearer with the METRICS_TOKEN.";
  return json(401, { success: false, error: "not-signed-in", message }, { "www-authenticate": 'Bearer realm="metrics"' });
}
