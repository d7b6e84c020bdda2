import type { CustomPreviewTemplateProps } from "@sveltia/cms";
import { Component, createElement as h, type ReactNode } from "react";
import type { CheckResults } from "./check-results.ts";

/** The results of the check for the unpublished changes of an entry; undefined where the host has none to ask for. */
export type AskCheck = ((collection: string, slug: string) => Promise<CheckResults>) | undefined;

/** What the check of the whole site has found in the last saved state of an entry, above its preview. */
export function checkNotice(entry: CustomPreviewTemplateProps["entry"], askCheck: AskCheck): ReactNode {
  const [slug, collection] = [entry.get("slug"), entry.get("collection")];
  return askCheck && slug ? h(CheckNotice, { key: slug, ask: () => askCheck(collection, slug) }) : null;
}

/** ms between two questions while the check runs. */
const ASK_AGAIN = 5_000;
/** Questions about a check that does not begin: a minute. */
const LONGEST_WAIT = 12;

class CheckNotice extends Component<{ readonly ask: () => Promise<CheckResults> }, CheckResults> {
  override state: CheckResults = { state: "none", mistakes: [] };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  override componentDidMount(): void {
    void this.#ask();
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const results = await this.props.ask();
    this.setState(results);
    this.#asked++;
    if (results.state === "running" || (results.state === "waiting" && this.#asked < LONGEST_WAIT)) this.#timer = setTimeout(() => void this.#ask(), ASK_AGAIN);
  }

  override render(): ReactNode {
    const { state, mistakes } = this.state;
    if (state === "running") return h("p", { className: "notice", role: "status" }, "The check of the whole site is running for what you saved last.");
    if (state !== "failed") return null;
    return h("aside", { className: "problems" },
      h("h2", null, "The check of the whole site found mistakes in what you saved last"),
      h("ul", null, mistakes.map(({ file, place, lines }, i) => h("li", { key: i }, h("strong", null, place), ` in ${file.replace(/^src\/content\//, "")}`, lines.map((line, j) => h("div", { key: j }, line))))));
  }
}
