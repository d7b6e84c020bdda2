/** The IP and TCP headers of a segment, in bytes. */
const HEADER_BYTES = 40;

/** One direction of a link: the segments of all connections leave one after the other. */
export interface Lane {
  /** Sends a segment after those before it. @returns the time when its last byte has left, in ms. */
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
