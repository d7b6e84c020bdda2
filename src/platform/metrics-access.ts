import { isAdmin, type AdminRequest } from "./admin-session.ts";
import { isSameSecret } from "./secrets.ts";

/** Whether the request may read the numbers: the admin's session, or `Authorization: Bearer $METRICS_TOKEN`. */
export async function mayReadMetrics(
  request: AdminRequest & { request: Request },
  secrets: { METRICS_TOKEN: string | undefined; ADMIN_PASSWORD: string | undefined },
): Promise<boolean> {
  const bearer = /^Bearer (.+)$/i.exec(request.request.headers.get("authorization") ?? "")?.[1];
  if (bearer && secrets.METRICS_TOKEN) return isSameSecret(bearer, secrets.METRICS_TOKEN);
  return isAdmin(request, secrets.ADMIN_PASSWORD);
}
