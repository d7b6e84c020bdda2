import { ok, warning, type Finding } from "./findings.ts";
import { ask, NoAnswerError } from "../live-site/ask.ts";

/**
 * The address with `www.` added or removed, which people type from memory. Only for names of two parts and names
 * that begin with www; other names, such as a preview's, have no such variant.
 */
export function otherHost({ protocol, hostname }: URL): URL | undefined {
  if (!/[a-z]$/i.test(hostname)) return undefined;
  const parts = hostname.split(".");
  if (parts[0] === "www" && parts.length > 2) return new URL(`${protocol}//${parts.slice(1).join(".")}/`);
  return parts.length === 2 ? new URL(`${protocol}//www.${hostname}/`) : undefined;
}

/** Whether that address redirects to the site. No finding for sites without one, or with a port. */
export async function wwwFinding(site: URL, asked: typeof ask = ask): Promise<readonly Finding[]> {
  const other = site.port ? undefined : otherHost(site);
  if (!other) return [];
  const remedy = `At the host, add ${other.hostname} to the site's domains and redirect it permanently (301 or 308) to ${site.hostname}.`;
  try {
    const { status, headers } = await asked(other);
    const location = headers.get("location");
    const to = location === null ? undefined : new URL(location, other);
    if (to?.hostname !== site.hostname) return [warning("www", `${other.href} answered ${status}${to ? ` and redirects to ${to.href}` : " instead of redirecting here"}.`, remedy)];
    if (status !== 301 && status !== 308) return [warning("www", `${other.href} redirects here with ${status}, which is temporary.`, remedy)];
    return [ok("www", `${other.hostname} redirects here.`)];
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return [warning("www", `${error.message} Visitors who type it get an error.`, remedy)];
  }
}
