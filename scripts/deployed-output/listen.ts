import type { Server } from "node:http";
import { isIPv6, type AddressInfo } from "node:net";
import { LISTENING_HOSTS } from "../../src/host/settings/listening.ts";

/** The address and port of a listening server. */
export interface Listening {
  readonly port: number;
  /** The host to reach it from this machine, as written in a URL. */
  readonly host: string;
}

/**
 * Listens at an address of this machine.
 *
 * @throws {Error} with a value to use instead, if the address or the port is not available.
 */
export async function listen(server: Server, port: number, host: string): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(problemOf(error, port, host)));
    server.listen(port, host, resolve);
  });
  const { address, port: taken } = server.address() as AddressInfo;
  return { port: taken, host: reachable(address) };
}

/** The host of a URL that reaches a server which listens at this address. "0.0.0.0" and "::" mean every address, and cannot be the target of a request. */
export function reachable(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return isIPv6(address) ? `[${address}]` : address;
}

function problemOf(error: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new Error(`Port ${port} is taken by another program. Stop that program, or choose another port: PORT=${port < 65_000 ? port + 10 : port - 10} npm start`);
    case "EACCES":
      return new Error(`Port ${port} requires administrator rights. Choose a port above 1023, for example PORT=4321, and let a proxy listen on ${port}.`);
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "EINVAL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Error(`HOST is "${host}", which is not an address of this machine. Use ${LISTENING_HOSTS}.`);
    default:
      return error;
  }
}
