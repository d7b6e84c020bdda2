import { isIP } from "node:net";

/** Where npm start, serve and dev listen: PORT and HOST. */
type Env = Readonly<Record<string, string | undefined>>;

/**
 * The site's port, from `PORT` (4321).
 *
 * @throws {TypeError} if it is not a port that leaves room for the demo calendar one above it.
 */
export function sitePort({ PORT }: Env): number {
  const text = PORT?.trim() || "4321";
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_534) return port;
  throw new TypeError(`PORT is "${PORT}". Write a number from 1 to 65534, for example PORT=4321.`);
}

const LABEL = "[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?";
const NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`, "i");

/** The values of HOST, as a phrase for error messages. */
export const LISTENING_HOSTS = "127.0.0.1 for this machine only, 0.0.0.0 for all its addresses (:: with IPv6), or one of its addresses, without scheme and port";

/**
 * The address that a server listens on, from `HOST` (127.0.0.1: only this machine).
 *
 * @throws {TypeError} if it is neither an address nor a name. Whether the machine has the address is only known when the server listens.
 */
export function listeningHost({ HOST }: Env): string {
  const host = HOST?.trim() || "127.0.0.1";
  const isName = NAME.test(host) && !/^[\d.]+$/.test(host);
  // No URL can have a zone ("fe80::1%eth0"), so the crons could not reach the server.
  if ((isIP(host) && !host.includes("%")) || isName) return host;
  throw new TypeError(`HOST is "${host}". Write ${LISTENING_HOSTS}.`);
}
