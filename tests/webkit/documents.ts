import type { DocumentDriver } from "../engines/view.ts";
import type { Session } from "./webdriver.ts";

/** WebDriver's reference to an element. */
type Element = object;

/** The session's page. */
export function pageDriver(session: Session): DocumentDriver {
  const execute = <Value>(source: string, args: readonly unknown[]) =>
    session.send<Value>("POST", "/execute/sync", { script: `return (${source})(...arguments)`, args });

  const frameDriver = (frame: Element): DocumentDriver => ({
    call: (source, args) => execute(String(callInFrame), [frame, source, args]),
    async perform({ actions, ...source }) {
      // WebKit's positions are relative to the page, even in a frame.
      const { x, y } = await execute<{ x: number; y: number }>(String(placeOfContent), [frame]);
      const moved = actions.map((action) => ({ ...action, ...(action.x !== undefined && action.y !== undefined && { x: Math.round(action.x + x), y: Math.round(action.y + y) }) }));
      await session.send("POST", "/actions", { actions: [{ ...source, actions: moved }] });
    },
    frame: () => Promise.resolve(undefined),
  });

  return {
    call: execute,
    perform: async (source) => void (await session.send("POST", "/actions", { actions: [source] })),
    async frame(address) {
      for (const frame of await execute<Element[]>("() => [...document.querySelectorAll('iframe')]", [])) {
        const driver = frameDriver(frame);
        const url = await driver.call<string>("() => location.href", []).catch(() => "");
        if (address.test(url)) return driver;
      }
      return undefined;
    },
  };
}

/**
 * Runs before each document's own scripts: posts the document's complaints to `complaintPath`, before the answer to
 * the next command, and answers `callInFrame`.
 */
export function instrument(complaintPath: string): void {
  const complain = (text: string) => {
    const request = new XMLHttpRequest();
    request.open("POST", complaintPath, false);
    request.send(text);
  };
  for (const level of ["error", "warn"] as const) {
    const said = console[level];
    console[level] = (...words: unknown[]) => {
      complain(words.map(String).join(" "));
      said.apply(console, words);
    };
  }
  addEventListener("error", ({ message, target }) => complain(message ?? `${(target as HTMLImageElement).src || (target as HTMLLinkElement).href} could not be loaded`), true);
  addEventListener("unhandledrejection", ({ reason }) => complain(`Unhandled rejection: ${reason}`));
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => complain(`Policy violation: ${effectiveDirective} ${blockedURI}`));

  addEventListener("message", async ({ data, ports: [port] }) => {
    if (!port || typeof data?.testCall !== "string") return;
    try {
      // oxlint-disable-next-line typescript/no-implied-eval -- The test's own function, on its way into a frame of another site.
      port.postMessage({ value: await new Function("args", `return (${data.testCall})(...args)`)(data.args) });
    } catch (error) {
      port.postMessage({ error: String(error) });
    }
  });
}

/**
 * Runs in the page and calls a function in a frame, which its instrument answers. Switching to the frame with
 * WebDriver would give it the focus in WebKit.
 */
async function callInFrame(frame: HTMLIFrameElement, source: string, args: unknown[]): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<{ value?: unknown; error?: string }>((resolve) => {
    port1.addEventListener("message", ({ data }) => resolve(data as { value?: unknown; error?: string }));
    port1.start();
    // A frame without a document of its own never answers.
    setTimeout(resolve, 2_000, { error: "The frame did not answer" });
  });
  frame.contentWindow?.postMessage({ testCall: source, args }, "*", [port2]);
  const { value, error } = await answer;
  if (error) throw new Error(error);
  return value;
}

/** Runs in the page. @returns the position of the frame's document. */
function placeOfContent(frame: HTMLIFrameElement): { x: number; y: number } {
  const { x, y } = frame.getBoundingClientRect();
  return { x: x + frame.clientLeft, y: y + frame.clientTop };
}
