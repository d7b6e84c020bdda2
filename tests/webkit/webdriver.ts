/** A session of a WebDriver server: https://w3c.github.io/webdriver/ */
export interface Session {
  /** Sends a command. @returns its value. @throws with the driver's reason. */
  send<Value>(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<Value>;
  /** Ends the session and the browser that it has started. */
  end(): Promise<void>;
}

/** Time limit of an answer, in ms. */
const LIMIT = 45_000;

export async function openSession(address: string, capabilities: object): Promise<Session> {
  const { sessionId } = await send<{ sessionId: string }>(`${address}/session`, "POST", { capabilities: { alwaysMatch: capabilities } });
  const session = `${address}/session/${sessionId}`;
  return {
    send: (method, path, body) => send(session + path, method, body),
    end: () => send(session, "DELETE"),
  };
}

async function send<Value>(url: string, method: string, body: object = {}): Promise<Value> {
  const answer = await fetch(url, { method, signal: AbortSignal.timeout(LIMIT), ...(method === "POST" && { body: JSON.stringify(body) }) });
  const { value } = (await answer.json()) as { value: unknown };
  if (answer.ok) return value as Value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`${error}: ${message}`);
}
