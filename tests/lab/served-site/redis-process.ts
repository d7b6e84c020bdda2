/** A real Redis behind Upstash's protocol. Sends its address and token to its parent, and ends with it. */
import { startRedisRest, type Commands } from "../../fixtures/kv/redis-rest.ts";

const redis = await startRedisRest();
// The fixture keeps every command for tests, which would be a gigabyte here.
setInterval(() => forget(redis.sent()), 500);
const end = () => void redis.close().then(() => process.exit(0));
process.once("SIGTERM", end);
process.once("disconnect", end);
process.send?.({ KV_REST_API_URL: redis.url, KV_REST_API_TOKEN: redis.token });

/** Safe, because nothing here reads the commands. */
function forget(sent: readonly Commands[]): void {
  (sent as Commands[]).length = 0;
}
