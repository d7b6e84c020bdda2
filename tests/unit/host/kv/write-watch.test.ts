import { VercelKV } from "@vercel/kv";
import { expect, test } from "vitest";
import { COMMANDS } from "../../../../src/host/kv/embedded-kv-commands.ts";
import { watchWrites } from "../../../../src/host/kv/write-watch.ts";

const reads = [...COMMANDS].filter(([, { writes }]) => !writes).map(([name]) => name);

test.each([...reads, "info", "config"])("after a write that failed, %s does not make the store look healthy", async (command) => {
  const client = new VercelKV({
    request: async ({ body }) => {
      if (Array.isArray(body) && body[0] === "set") throw new Error("OOM command not allowed when used memory > 'maxmemory'.");
      return { result: null as never };
    },
  });
  const watch = watchWrites([client]);
  await expect(client.set("key", "value")).rejects.toThrow("OOM");
  await (client as unknown as { client: { request(call: { body: string[] }): Promise<unknown> } }).client.request({ body: [command, "key"] });
  expect(watch.last()?.ok).toBe(false);
});
