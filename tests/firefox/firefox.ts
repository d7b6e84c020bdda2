import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFirefox, NO_FIREFOX } from "../../scripts/machine/programs.ts";
import type { Engine, Visit } from "../engines/engine.ts";
import type { Proxy } from "../engines/proxy.ts";
import { View, type DocumentDriver } from "../engines/view.ts";

/** Time limit for the start and for each answer, in ms. */
const LIMIT = 45_000;

interface Events {
  "log.entryAdded": { level: string; text: string };
  "network.beforeRequestSent": { request: Visit["requests"][number] };
}

/**
 * Starts an unmodified Firefox and controls it with WebDriver BiDi, which is built in
 * (https://w3c.github.io/webdriver-bidi/). Playwright 1.65 supports it, too (channel "moz-firefox"), but sends
 * commands that Firefox ESR 153 does not know.
 */
export async function startFirefox(proxy: Proxy): Promise<Engine> {
  const path = findFirefox();
  if (!path) throw new Error(NO_FIREFOX);
  const profile = await mkdtemp(join(tmpdir(), "readyslot-firefox-"));
  const settings = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": proxy.port,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": proxy.port,
    "network.proxy.no_proxies_on": "",
    "network.proxy.allow_hijacking_localhost": true,
  };
  const lines = Object.entries(settings).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
  await writeFile(join(profile, "user.js"), lines);

  const child = spawn(path, ["--headless", "--profile", profile, "--remote-debugging-port=0"], {
    // Files outside of its profile are removed with it.
    env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });

  async function close(): Promise<void> {
    if (child.pid && child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    // Its other processes end a moment later.
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  }

  try {
    return { visit: await drive(await addressOf(child)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The address for WebDriver BiDi, which it prints when it has started. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const giveUp = (why: string) => reject(new Error(`Firefox ${why}. It said:\n${said}`));
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (address) resolve(`${address}/session`);
    });
    child.once("error", reject);
    child.once("exit", () => giveUp("ended at once"));
    AbortSignal.timeout(LIMIT).addEventListener("abort", () => giveUp(`did not start WebDriver BiDi within ${LIMIT / 1000} s`));
  });
}

async function drive(address: string): Promise<Engine["visit"]> {
  let visit: Pick<Visit, "requests" | "complaints"> = { requests: [], complaints: [] };
  const send = await connect(address, {
    "log.entryAdded": ({ level, text }) => void (/warn|error/.test(level) && visit.complaints.push(text)),
    "network.beforeRequestSent": ({ request: { url, destination } }) => void visit.requests.push({ url, destination }),
  });
  let visitor: string | undefined;

  return async (url) => {
    if (visitor) await send("browser.removeUserContext", { userContext: visitor });
    ({ userContext: visitor } = await send<{ userContext: string }>("browser.createUserContext"));
    const { context } = await send<{ context: string }>("browsingContext.create", { type: "tab", userContext: visitor });
    visit = { requests: [], complaints: [] };
    const open = async (other: string) => void (await send("browsingContext.navigate", { context, url: other, wait: "complete" }));
    await open(url);
    return {
      ...visit,
      page: new View(documentDriver(send, context)),
      open,
      back: async () => void (await send("browsingContext.traverseHistory", { context, delta: -1 })),
      resize: async (viewport) => void (await send("browsingContext.setViewport", { context, viewport })),
    };
  };
}

/** Opens a session. A refused command rejects with Firefox's reason. */
async function connect(address: string, listeners: { [Name in keyof Events]: (event: Events[Name]) => void }): Promise<Send> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let sent = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, type, method, params, result, error, message } = JSON.parse(String(data));
    if (type === "event") listeners[method as keyof Events]?.(params);
    else if (type === "success") waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(`${error}: ${message}`));
    waiting.delete(id);
  });
  const refused = once(socket, "error").then(() => {
    throw new Error(`Firefox accepts no connection at ${address}`);
  });
  await Promise.race([once(socket, "open"), refused]);

  const send = ((method, params = {}) => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(++sent, answer);
    socket.send(JSON.stringify({ id: sent, method, params }));
    const giveUp = () => answer.reject(new Error(`Firefox did not answer ${method} within ${LIMIT / 1000} s`));
    AbortSignal.timeout(LIMIT).addEventListener("abort", giveUp);
    return answer.promise;
  }) as Send;
  await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: Object.keys(listeners) });
  return send;
}

/** Sends a command of the protocol. The caller knows the type of the answer. */
type Send = <Answer>(method: string, params?: Record<string, unknown>) => Promise<Answer>;

interface CallAnswer {
  exceptionDetails?: { text: string };
  result?: { value?: string };
}

interface Tree {
  contexts: { children: { context: string; url: string }[] }[];
}

/** @param context the protocol's id of the document's browsing context. */
function documentDriver(send: Send, context: string): DocumentDriver {
  return {
    async call(source, args) {
      const { exceptionDetails, result } = await send<CallAnswer>("script.callFunction", {
        functionDeclaration: `async () => JSON.stringify(await (${source})(...${JSON.stringify(args)}))`,
        target: { context },
        awaitPromise: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return result?.value && JSON.parse(result.value);
    },
    perform: async (source) => void (await send("input.performActions", { context, actions: [source] })),
    async frame(address) {
      const { contexts } = await send<Tree>("browsingContext.getTree", { root: context });
      const found = contexts[0]?.children.find(({ url }) => address.test(url));
      return found && documentDriver(send, found.context);
    },
  };
}
