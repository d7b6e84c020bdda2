import { connectKv, type Kv, type KvEnv } from "../../host/kv/kv.ts";
import { siteZone } from "../statistics/time-zone.ts";
import { createMetricsStore, type MetricsStore } from "./metrics-store.ts";

const stores = new WeakMap<Kv, MetricsStore>();

/**
 * The process' store for this environment. One for all requests, because it remembers what the next
 * write need not ask again.
 *
 * @throws {StoreNotConfiguredError} with the names of the variables to set.
 */
export function connectStore(env: KvEnv & { readonly TIME_ZONE?: string | undefined }): { kv: Kv; store: MetricsStore } {
  const kv = connectKv(env);
  const store = stores.get(kv) ?? createMetricsStore(kv, { zone: siteZone(env) });
  stores.set(kv, store);
  return { kv, store };
}
