import { ok, warning, type Finding } from "./findings.ts";
import { ask, NoAnswerError } from "../live-site/ask.ts";

/**
 * The address with `www.`, or without: what people type from memory. Of a name with two parts, or one that begins
 * with it; others, a preview's or a subdomain's, nobody spells in another way.
 */
export function otherSpelling({ protocol, hostname }: URL): URL | undefined {
  if (!/[a-z]$/i.test(hostname)) return undefined;
  const parts = hostname.split(".");
  if (parts[0] === "www" && parts.length > 2) return new URL(`${protocol}//${parts.slice(1).join(".")}/`);
  return parts.length === 2 ? new URL(`${protocol}//www.${hostname}/`) : undefined;
}

/** Whether it leads to the site. Nothing of a site without another spelling, or on a port of its own. */
export async function otherSpellingFinding(site: URL, asked: typeof ask = ask): Promise<readonly Finding[]> {
  const other = site.port ? undefined : otherSpelling(site);
  if (!other) return [];
  const remedy = `At the host, add ${other.hostname} to the site's domains and let it lead to ${site.hostname}, for good (301 or 308).`;
  try {
    const { status, headers } = await asked(other);
    const location = headers.get("location");
    const to = location === null ? undefined : new URL(location, other);
    if (to?.hostname !== site.hostname) return [warning("Other spelling", `${other.href} answers ${status}${to ? `, and leads to ${to.href}` : " itself"}.`, remedy)];
    if (status !== 301 && status !== 308) return [warning("Other spelling", `${other.href} leads here with ${status}: only for now.`, remedy)];
    return [ok("Other spelling", `${other.hostname} leads here.`)];
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return [warning("Other spelling", `${error.message} Whoever types it gets an error.`, remedy)];
  }
}
