import type { Clock } from "./clock.ts";
import type { Lane } from "./lane.ts";

/** The payload of one TCP segment, in bytes. */
export const SEGMENT_BYTES = 1460;
/** Bytes that a sender may have in flight before the first acknowledgement (RFC 6928). */
const FIRST_WINDOW_BYTES = 10 * SEGMENT_BYTES;
/** Unsent bytes in the kernel of a server that can still reorder its answers (TCP_NOTSENT_LOWAT). */
const UNSENT_BYTES = 16 * 1024;

export interface FlowOptions {
  clock: Clock;
  lane: Lane;
  /** ms there and back */
  rttMs: number;
  /** The window's limit in bytes: the capacity of the line and its buffer. */
  maxWindowBytes: number;
  deliver: (chunk: Buffer) => void;
  /** Called after `end`, when everything has been delivered. */
  onEnd: () => void;
}

/**
 * One direction of one TCP connection: bytes arrive half a round trip after they have left, and the window limits
 * the bytes in flight. The window starts at ten segments and grows by the acknowledged bytes while more are waiting,
 * so it doubles each round trip (slow start).
 *
 * Left out: losses, so the window never shrinks; acknowledgements cost no bandwidth; a pause does not
 * shrink the window either.
 */
export interface Flow {
  /** Sends bytes; `onRoom` is called when there is room for more. */
  write(chunk: Buffer, onRoom: () => void): void;
  end(): void;
}

export function createFlow({ clock, lane, rttMs, maxWindowBytes, deliver, onEnd }: FlowOptions): Flow {
  const waiting: Buffer[] = [];
  let waitingBytes = 0;
  let underWay = 0;
  let window = FIRST_WINDOW_BYTES;
  let hasEnded = false;
  let onRoom: (() => void) | undefined;

  function pump(now: number): void {
    while (waitingBytes > 0 && underWay < window) {
      const segment = take(Math.min(SEGMENT_BYTES, window - underWay));
      const left = lane.send(segment.length, now);
      underWay += segment.length;
      clock.at(left + rttMs / 2, () => deliver(segment));
      clock.at(left + rttMs, (acknowledged) => {
        underWay -= segment.length;
        if (waitingBytes > 0) window = Math.min(maxWindowBytes, window + segment.length);
        pump(acknowledged);
      });
    }
    if (waitingBytes < UNSENT_BYTES) {
      const room = onRoom;
      onRoom = undefined;
      room?.();
    }
    if (hasEnded && waitingBytes === 0) {
      hasEnded = false;
      clock.at(lane.send(0, now) + rttMs / 2, onEnd);
    }
  }

  function take(most: number): Buffer {
    const first = waiting[0] ?? Buffer.alloc(0);
    const segment = first.subarray(0, most);
    if (segment.length === first.length) waiting.shift();
    else waiting[0] = first.subarray(most);
    waitingBytes -= segment.length;
    return segment;
  }

  return {
    write(chunk, room) {
      waiting.push(chunk);
      waitingBytes += chunk.length;
      onRoom = room;
      pump(clock.now());
    },
    end() {
      hasEnded = true;
      pump(clock.now());
    },
  };
}
