import { StoreNotConfiguredError } from "./kv.ts";

export interface StoreFailure {
  code: "store-not-configured" | "store-unavailable";
  /** For whoever asked: the remedy where it is ours to tell, and never a word about what is inside. */
  message: string;
}

/** What to say of an error that reached us from the store; what it was goes to the host's log. */
export function storeFailure(error: unknown): StoreFailure {
  if (error instanceof StoreNotConfiguredError) return { code: "store-not-configured", message: error.message };
  // The log is where an operator looks first.
  // oxlint-disable-next-line no-console
  console.error("The metrics store does not answer.", error);
  return { code: "store-unavailable", message: "The metrics store does not answer. Try again in a minute." };
}
