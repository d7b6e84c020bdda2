import { logError } from "../errors/error-log.ts";
import { StoreNotConfiguredError } from "./kv.ts";

export interface StoreFailure {
  code: "store-not-configured" | "store-unavailable" | "store-busy";
  /** For whoever asked: the remedy where it is ours to tell, and never a word about what is inside. */
  message: string;
  /** When asking again makes sense, in whole seconds. */
  retryAfter: number;
}

/** What to say of an error that reached us from the store; what it was goes to the operator. */
export function storeFailure(error: unknown): StoreFailure {
  if (error instanceof StoreNotConfiguredError) {
    return { code: "store-not-configured", message: error.message, retryAfter: 30 };
  }
  if (isBusy(error)) {
    const message = "The same is being counted right now. Send it again in a few seconds.";
    return { code: "store-busy", message, retryAfter: error.retryAfterSeconds };
  }
  logError("The metrics store does not answer.", error);
  return { code: "store-unavailable", message: "The metrics store does not answer. Try again in a minute.", retryAfter: 30 };
}

/** By its shape: the metrics store throws it, and platform knows none of the rooms above. */
function isBusy(error: unknown): error is Error & { retryAfterSeconds: number } {
  return error instanceof Error && error.name === "BusyError" && "retryAfterSeconds" in error && typeof error.retryAfterSeconds === "number";
}
