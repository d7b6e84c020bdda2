import type { Clock } from "./clock.ts";
import type { Lane } from "./lane.ts";

/** What one TCP segment carries, in bytes. */
export const SEGMENT_BYTES = 1460;
/** What a sender may have under way before the first acknowledgement (RFC 6928). */
const FIRST_WINDOW_BYTES = 10 * SEGMENT_BYTES;
/** A server that keeps its answers' order changeable leaves about this much unsent in the kernel (TCP_NOTSENT_LOWAT). */
const UNSENT_BYTES = 16 * 1024;

export interface FlowOptions {
  clock: Clock;
  lane: Lane;
  /** ms there and back */
  rttMs: number;
  /** The window's limit in bytes: what the line and its buffer hold. */
  maxWindowBytes: number;
  deliver: (chunk: Buffer) => void;
  /** All has been delivered after `end`. */
  onEnd: () => void;
}

/**
 * One direction of one TCP connection: bytes arrive half a round trip after they have left, and no
 * more are under way than the window allows. The window starts at ten segments and grows by what is
 * acknowledged while more waits, so it doubles each round trip (slow start).
 *
 * Left out: losses, so the window never shrinks; acknowledgements cost no bandwidth; a pause does not
 * shrink the window either.
 */
export interface Flow {
  /** Takes bytes; `onRoom` is called once the next may come. */
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
