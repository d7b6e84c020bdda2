import { logError } from "../errors/error-log.ts";
import { StoreNotConfiguredError } from "./kv.ts";

export interface StoreFailure {
  code: "store-not-configured" | "store-unavailable" | "store-busy";
  /** For the client: a remedy if there is one, and no internal details. */
  message: string;
  /** When to try again, in whole seconds. */
  retryAfter: number;
}

/** Converts an error of the store into a message for the client. The error itself is logged. */
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

/** By its shape: the metrics room throws it, which this room does not import. */
function isBusy(error: unknown): error is Error & { retryAfterSeconds: number } {
  return error instanceof Error && error.name === "BusyError" && "retryAfterSeconds" in error && typeof error.retryAfterSeconds === "number";
}
