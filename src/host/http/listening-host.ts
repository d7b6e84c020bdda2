import { isIP } from "node:net";

const LABEL = "[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?";
const NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`, "i");

/**
 * The address that a server listens at, from `HOST` (127.0.0.1: this machine alone).
 *
 * @throws {TypeError} if it is neither an address nor a name. Whether this machine has it is known when it listens.
 */
export function listeningHost({ HOST }: Readonly<Record<string, string | undefined>>): string {
  const host = HOST?.trim() || "127.0.0.1";
  const isName = NAME.test(host) && !/^[\d.]+$/.test(host);
  if (isIP(host) || isName) return host;
  throw new TypeError(`HOST is "${host}". Write ${LISTENING_HOSTS}.`);
}

/** What there is to choose from. */
export const LISTENING_HOSTS = "127.0.0.1 for this machine alone, 0.0.0.0 for all of its addresses (:: with IPv6), or one of them, without a scheme and a port";
