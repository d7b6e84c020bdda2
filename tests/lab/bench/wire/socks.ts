import type { Socket } from "node:net";

/** Decides about a connection to a host: `answer(true)` when it is open, `answer(false)` if there is no such host. */
export type OnConnect = (host: string, answer: (isConnected: boolean) => void) => void;

const VERSION = 5;
const CONNECT = 1;
const DOMAIN_NAME = 3;

/**
 * The server's side of SOCKS5 (RFC 1928), as far as Chromium uses it: no authentication, CONNECT, host names.
 * Further data of the socket is left for listeners that are added after the answer.
 */
export function acceptSocks(socket: Socket, onConnect: OnConnect): void {
  let read = Buffer.alloc(0);
  let hasGreeted = false;

  const listen = (chunk: Buffer) => {
    read = Buffer.concat([read, chunk]);
    if (!hasGreeted) {
      const length = 2 + (read[1] ?? Infinity);
      if (read.length < length) return;
      if (read[0] !== VERSION) return void socket.destroy();
      read = read.subarray(length);
      hasGreeted = true;
      socket.write(Buffer.from([VERSION, 0]));
    }
    const nameLength = read[4] ?? Infinity;
    if (read.length < 7 + nameLength) return;
    socket.off("data", listen);
    if (read[1] !== CONNECT || read[3] !== DOMAIN_NAME) return refuse(socket, 7);
    const host = read.subarray(5, 5 + nameLength).toString("latin1");
    onConnect(host, (isConnected) => {
      if (isConnected) socket.write(reply(0));
      else refuse(socket, 4);
    });
  };
  socket.on("data", listen);
}

function refuse(socket: Socket, code: number): void {
  socket.end(reply(code));
}

function reply(code: number): Buffer {
  return Buffer.from([VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0]);
}
