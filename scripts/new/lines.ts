import { createInterface } from "node:readline";

/** The lines that somebody types, or that are piped into the process. */
export interface Lines {
  readonly isTerminal: boolean;
  /** The next line; undefined if there is none, for example after Ctrl+C. */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

/** Nothing is read before the first question. */
export function openLines(): Lines {
  const { stdin: input, stdout: output } = process;
  const isTerminal = input.isTTY && output.isTTY;
  let terminal: ReturnType<typeof createInterface> | undefined;
  let lines: AsyncIterator<string> | undefined;
  return {
    isTerminal,
    async ask(question) {
      terminal ??= createInterface({ input, output, terminal: isTerminal });
      lines ??= terminal[Symbol.asyncIterator]();
      // Of a pipe, all lines may have been read already: a prompt would throw.
      if (isTerminal) {
        terminal.setPrompt(question);
        terminal.prompt();
      } else output.write(question);
      const { value, done } = await lines.next();
      if (done && isTerminal) output.write("\n");
      return done ? undefined : value;
    },
    close: () => terminal?.close(),
  };
}
