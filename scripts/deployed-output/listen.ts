import type { Server } from "node:http";
import { isIPv6, type AddressInfo } from "node:net";
import { LISTENING_HOSTS } from "../../src/host/settings/listening.ts";

/** Where a server listens. */
export interface Listening {
  readonly port: number;
  /** The address to reach it at from this machine, as a URL has it. */
  readonly host: string;
}

/**
 * Listens at an address of this machine.
 *
 * @throws {Error} that says what to write instead, if the address or the port cannot be had.
 */
export async function listen(server: Server, port: number, host: string): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(problemOf(error, port, host)));
    server.listen(port, host, resolve);
  });
  const { address, port: taken } = server.address() as AddressInfo;
  return { port: taken, host: reachable(address) };
}

/** What stands for all addresses is none that a request could go to. */
function reachable(address: string): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return isIPv6(address) ? `[${address}]` : address;
}

function problemOf(error: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new Error(`Port ${port} is taken by another program. Stop that program, or choose another port: PORT=${port < 65_000 ? port + 10 : port - 10} npm start`);
    case "EACCES":
      return new Error(`Port ${port} is only for programs with special rights. Choose one from 1024 on, for example PORT=4321, and let a proxy in front listen on ${port}.`);
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
    case "EINVAL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Error(`HOST is "${host}", which is no address of this machine. Write ${LISTENING_HOSTS}.`);
    default:
      return error;
  }
}
