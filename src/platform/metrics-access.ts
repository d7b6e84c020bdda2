import type { AdminSecretEnv } from "./admin-secret.ts";
import { isAdmin, type AdminRequest } from "./admin-session.ts";
import { isSameSecret } from "./secrets.ts";

/** Whether the request may read the numbers: the admin's session, or `Authorization: Bearer $METRICS_TOKEN`. */
export async function mayReadMetrics(request: AdminRequest, env: AdminSecretEnv & { readonly METRICS_TOKEN?: string | undefined }): Promise<boolean> {
  const bearer = /^Bearer (.+)$/i.exec(request.request.headers.get("authorization") ?? "")?.[1];
  if (bearer && env.METRICS_TOKEN) return isSameSecret(bearer, env.METRICS_TOKEN);
  return isAdmin(request, env);
}
