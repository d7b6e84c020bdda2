/** A real Redis behind Upstash's protocol. Tells its parent where and under which token; ends with it. */
import { startRedisRest, type Commands } from "../../fixtures/kv/redis-rest.ts";

const redis = await startRedisRest();
// Its fixture keeps every command for its tests: at this rate that would be a gigabyte.
setInterval(() => forget(redis.sent()), 500);
const end = () => void redis.close().then(() => process.exit(0));
process.once("SIGTERM", end);
process.once("disconnect", end);
process.send?.({ KV_REST_API_URL: redis.url, KV_REST_API_TOKEN: redis.token });

/** Safe, since nobody here reads what was sent. */
function forget(sent: readonly Commands[]): void {
  (sent as Commands[]).length = 0;
}
