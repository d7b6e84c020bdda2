/**
 * Scripts of this site that failed to load, to be asked for once more: at once, when there is a network again,
 * or with the next click.
 */
const lost: HTMLScriptElement[] = [];
export let tries = 0;

/** @returns the status that the server answered, 0 where there was no answer; undefined in a browser without `responseStatus`. */
export function lose(script: HTMLScriptElement): number | undefined {
  lost.push(script);
  return (performance.getEntriesByName(script.src) as PerformanceResourceTiming[])[0]?.responseStatus;
}

export function fetchAgain(): void {
  for (const old of lost.splice(0)) {
    const script = document.createElement("script");
    script.type = "module";
    // By another address: a browser may remember that a module failed to load. An existing query names the deployment.
    script.src = old.src + (old.src.includes("?") ? "&" : "?") + ++tries;
    old.replaceWith(script);
  }
}
