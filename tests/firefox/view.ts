import { vi } from "vitest";

/** Sends a command of the protocol; its answer is what the protocol says it is. */
export type Send = <Answer>(method: string, params?: Record<string, unknown>) => Promise<Answer>;

/** Keys without a character, as WebDriver names them: https://w3c.github.io/webdriver/#keyboard-actions */
export const [TAB, ENTER, ESCAPE] = ["\uE004", "\uE007", "\uE00C"];

/** ms until something that is waited for counts as missing. */
const LIMIT = 15_000;

/** A document in the browser, as a visitor sees it and acts on it: the page, or a frame in it. */
export class View {
  readonly #send: Send;
  /** The protocol's name for where it is shown. Another frame at the same place has another. */
  readonly context: string;

  constructor(send: Send, context: string) {
    this.#send = send;
    this.context = context;
  }

  /** Looks into the document, again and again, until there is what is looked for. `look` sees nothing but its arguments. */
  until<Args extends unknown[], Found>(what: string, look: (...args: Args) => Found, ...args: Args): Promise<NonNullable<Found>> {
    return this.#poll(what, async () => {
      const { exceptionDetails, result } = await this.#send<{ exceptionDetails?: { text: string }; result?: { value?: string } }>(
        "script.callFunction",
        {
          functionDeclaration: `() => JSON.stringify((${look})(...${JSON.stringify(args)}))`,
          target: { context: this.context },
          awaitPromise: true,
        },
      );
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return result?.value && JSON.parse(result.value);
    });
  }

  /** The middle of the first element with this selector and text, once nothing of its document covers it. */
  shown(selector: string, text = /(?:)/): Promise<{ x: number; y: number }> {
    return this.until(`"${selector}" with the text ${text}`, placeOf, selector, text.source);
  }

  async hover(selector: string): Promise<void> {
    await this.#point(await this.shown(selector));
  }

  async click(selector: string, text?: RegExp): Promise<void> {
    await this.#point(await this.shown(selector, text), { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 });
  }

  /** Presses the key of each character, wherever the focus is. */
  async press(keys: string): Promise<void> {
    const actions = [...keys].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.#send("input.performActions", { context: this.context, actions: [{ type: "key", id: "keyboard", actions }] });
  }

  /** The frame in it that shows this address. */
  async frame(address: RegExp): Promise<View> {
    type Tree = { contexts: { children: { context: string; url: string }[] }[] };
    const found = await this.#poll(`a frame with ${address}`, async () => {
      const { contexts } = await this.#send<Tree>("browsingContext.getTree", { root: this.context });
      return contexts[0]?.children.find(({ url }) => address.test(url));
    });
    return new View(this.#send, found.context);
  }

  async #point(to: { x: number; y: number }, ...actions: object[]): Promise<void> {
    const pointer = { type: "pointer", id: "mouse", actions: [{ type: "pointerMove", ...to }, ...actions] };
    await this.#send("input.performActions", { context: this.context, actions: [pointer] });
  }

  #poll<Found>(what: string, look: () => Promise<Found>): Promise<NonNullable<Found>> {
    return vi.waitFor(
      async () => {
        const found = await look();
        if (!found) throw new Error(`${what} did not come within ${LIMIT / 1000} s`);
        return found;
      },
      { timeout: LIMIT },
    );
  }
}

/** Runs in the document. */
function placeOf(selector: string, text: string): { x: number; y: number } | undefined {
  for (const element of document.querySelectorAll(selector)) {
    if (!new RegExp(text).test(element.textContent.trim())) continue;
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    const { x, y, width, height } = element.getBoundingClientRect();
    const middle = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    if (element.contains(document.elementFromPoint(middle.x, middle.y))) return middle;
  }
  return undefined;
}
