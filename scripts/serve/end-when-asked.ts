/** How a server of ours ends: it finishes what it has begun, then exits with 0. */

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

let finish: (() => Promise<void>) | undefined;
let finishing: Promise<void> | undefined;

/**
 * Ends the process with SIGINT, SIGTERM and SIGHUP, and when bootstrap.mjs asks for it: after `finishFirst`
 * has set what to finish, with 0 when that is done. A second signal ends it at once.
 *
 * What bootstrap.mjs passes on is a message and no signal: Ctrl+C and a service manager reach both
 * processes, in any order, and mean one stop.
 */
export function endWhenAsked(): void {
  let signals = 0;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (++signals > 1) process.exit(code);
      end(code);
    });
  }
  process.on("message", (message) => {
    if (message === "stop") end(SIGNALS.SIGTERM);
  });
  // bootstrap.mjs was killed.
  process.on("disconnect", () => end(SIGNALS.SIGTERM));
}

/** Sets what is finished before the process ends. */
export function finishFirst(work: () => Promise<void>): void {
  finish = work;
}

function end(code: number): void {
  if (!finish) process.exit(code);
  finishing ??= finish().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
