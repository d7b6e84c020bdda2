/** What IP and TCP put in front of every segment, in bytes. */
const HEADER_BYTES = 40;

/** One direction of a link: all connections' segments leave through it one after the other. */
export interface Lane {
  /** Lets a segment of so many bytes leave after those before it; gives the time its last byte has left, ms. */
  send(bytes: number, now: number): number;
}

/** @param kbitPerSecond of all connections together, headers included */
export function createLane(kbitPerSecond: number): Lane {
  let freeAt = 0;
  return {
    send(bytes, now) {
      // kbit/s are bits per ms.
      freeAt = Math.max(freeAt, now) + ((bytes + HEADER_BYTES) * 8) / kbitPerSecond;
      return freeAt;
    },
  };
}
