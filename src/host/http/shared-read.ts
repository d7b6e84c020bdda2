/**
 * One computation for many readers who ask for the same at the same time. While it runs, further readers wait for the next
 * one, so that no reader gets anything older than its request. After a computation for several readers, the next one
 * waits for four times as long as it took (1 s at most): one question takes a fifth of the process at most, however many
 * ask it. A single reader never waits.
 */
interface Question {
  /** The computation that has not begun. */
  next: { readonly result: Promise<unknown>; readers: number } | undefined;
  /** When it may begin. */
  free: Promise<void>;
}

const REST = 4;
const LONGEST_REST_MS = 1_000;

const questions = new WeakMap<object, Map<string, Question>>();

/** The result of `read`, shared with those who ask the same `question` about the same `source`. An error reaches all of them. */
export function sharedRead<T>(source: object, question: string, read: () => Promise<T>): Promise<T> {
  const asked = questions.get(source) ?? new Map<string, Question>();
  questions.set(source, asked);
  const known = asked.get(question);
  if (known?.next) {
    known.next.readers += 1;
    return known.next.result as Promise<T>;
  }
  const entry: Question = known ?? { next: undefined, free: Promise.resolve() };
  asked.set(question, entry);

  const begin = (): Promise<T> => {
    const readers = next.readers;
    entry.next = undefined;
    const started = performance.now();
    const result = read();
    entry.free = result
      .then(() => {}, () => {})
      .then(() => (readers > 1 ? rest(REST * (performance.now() - started)) : undefined))
      .then(() => {
        if (!entry.next) asked.delete(question);
      });
    return result;
  };
  const next = { result: known ? known.free.then(begin) : Promise.resolve().then(begin), readers: 1 };
  entry.next = next;
  return next.result;
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.min(ms, LONGEST_REST_MS)).unref();
  });
}
