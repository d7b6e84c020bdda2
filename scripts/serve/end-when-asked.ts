/** Stops a server gracefully: it finishes its work, then exits with 0. */

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

let finish: (() => Promise<void>) | undefined;
let finishing: Promise<void> | undefined;

/**
 * Ends the process on SIGINT, SIGTERM and SIGHUP, and on a message of bootstrap.mjs. If `finishFirst` has set
 * some work, that is done first, and the exit code is 0. A second signal ends the process immediately.
 *
 * bootstrap.mjs sends a message instead of a signal, because Ctrl+C and service managers send the signal to both
 * processes, and that must count as one.
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

/** Sets the work that is done before the process ends. */
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
