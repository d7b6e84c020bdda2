import { vi } from "vitest";

/** Keys without a character, as WebDriver names them: https://w3c.github.io/webdriver/#keyboard-actions */
export const [TAB, ENTER, ESCAPE, SHIFT] = ["\uE004", "\uE007", "\uE00C", "\uE008"];

/** Time limit of a wait, in ms. */
const LIMIT = 15_000;

/** The operations of a protocol on one document. */
export interface DocumentDriver {
  /** Calls a function, given as source text, in the document. @returns its value, or that of its promise. @throws its error. */
  call<Value>(source: string, args: readonly unknown[]): Promise<Value>;
  /** Runs WebDriver's input actions; positions are the document's own. */
  perform(source: InputSource): Promise<void>;
  /** The frame in it whose address matches, if there is one. */
  frame(address: RegExp): Promise<DocumentDriver | undefined>;
}

export interface InputSource {
  type: "pointer" | "key";
  id: string;
  actions: readonly Action[];
}

type Action = { type: string; value?: string; button?: number; duration?: number } & Partial<Place>;

interface Place {
  x: number;
  y: number;
}

/** A document in a browser, the page or a frame in it, from a visitor's view. */
export class View {
  readonly #driver: DocumentDriver;

  constructor(driver: DocumentDriver) {
    this.#driver = driver;
  }

  /** Polls the document until `look` returns a truthy value. `look` can only use its arguments. */
  until<Args extends unknown[], Found>(what: string, look: (...args: Args) => Found, ...args: Args): Promise<NonNullable<Awaited<Found>>> {
    return poll(what, () => this.read(look, ...args));
  }

  /** Evaluates `look` once. */
  read<Args extends unknown[], Found>(look: (...args: Args) => Found, ...args: Args): Promise<Awaited<Found>> {
    return this.#driver.call(String(look), args);
  }

  /** The middle of the first element with this selector and text, once nothing of its document covers it. */
  shown(selector: string, text = /(?:)/): Promise<Place> {
    return this.until(`"${selector}" with the text ${text}`, placeOf, selector, text.source);
  }

  async hover(selector: string): Promise<void> {
    await this.#point(await this.shown(selector));
  }

  async click(selector: string, text?: RegExp): Promise<void> {
    await this.#point(await this.#approach(selector, text), ...CLICK);
  }

  /** Clicks a point of the document, whatever element is there. */
  async clickAt(place: Place): Promise<void> {
    await this.#point(place, ...CLICK);
  }

  /**
   * Clicks twice at the same place, with `pause` ms from the end of the first click to the beginning of the second.
   *
   * @returns how long it took, in ms: on a busy machine, longer than a double click may.
   */
  async clickTwice(selector: string, pause: number): Promise<number> {
    const place = await this.#approach(selector);
    const started = performance.now();
    await this.#point(place, ...CLICK, { type: "pause", duration: pause }, ...CLICK);
    return performance.now() - started;
  }

  /** Presses the key of each character, wherever the focus is. */
  async press(keys: string): Promise<void> {
    const actions = [...keys].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.#driver.perform({ type: "key", id: "keyboard", actions });
  }

  /** The frame in it that shows this address. */
  async frame(address: RegExp): Promise<View> {
    return new View(await poll(`a frame with ${address}`, () => this.#driver.frame(address)));
  }

  /** Moves the pointer there, and again if the page has moved meanwhile: a font may come late. */
  async #approach(selector: string, text?: RegExp): Promise<Place> {
    let place = await this.shown(selector, text);
    for (;;) {
      await this.#point(place);
      const now = await this.shown(selector, text);
      if (now.x === place.x && now.y === place.y) return place;
      place = now;
    }
  }

  #point(to: Place, ...actions: Action[]): Promise<void> {
    return this.#driver.perform({ type: "pointer", id: "mouse", actions: [{ type: "pointerMove", ...to }, ...actions] });
  }
}

const CLICK = [
  { type: "pointerDown", button: 0 },
  { type: "pointerUp", button: 0 },
];

function poll<Found>(what: string, look: () => Promise<Found>): Promise<NonNullable<Found>> {
  return vi.waitFor(
    async () => {
      const found = await look();
      if (!found) throw new Error(`${what} did not come within ${LIMIT / 1000} s`);
      return found;
    },
    { timeout: LIMIT },
  );
}

/** Runs in the document. */
function placeOf(selector: string, text: string): Place | undefined {
  for (const element of document.querySelectorAll(selector)) {
    if (!new RegExp(text).test(element.textContent.trim())) continue;
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    const { x, y, width, height } = element.getBoundingClientRect();
    const middle = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
    if (element.contains(document.elementFromPoint(middle.x, middle.y))) return middle;
  }
  return undefined;
}
