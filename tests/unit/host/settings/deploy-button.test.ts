import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../../scripts/settings.ts";
import { SETTINGS } from "../../../../src/host/settings/settings.ts";
import { settingProblems } from "../../../../src/host/settings/setting-problems.ts";
import manifest from "../../../../package.json" with { type: "json" };

const readme = readFileSync(join(root, "README.md"), "utf8");
const repository = `https://github.com/${manifest.repository.replace(/^github:/, "")}`;
const button = new URL(/\[!\[Deploy with Vercel\]\(https:\/\/vercel\.com\/button\)\]\((?<address>[^)]+)\)/.exec(readme)?.groups?.["address"] ?? "");
/** What Vercel's documentation names (https://vercel.com/docs/deploy-button/source), and `products`, which its own templates use for storage. */
const parameters = Object.fromEntries(button.searchParams);
const asked = (parameters["env"] ?? "").split(",");

test("the deploy button is Vercel's, with the parameters that it knows", () => {
  expect(button.origin + button.pathname).toBe("https://vercel.com/new/clone");
  expect(Object.keys(parameters)).toEqual(["repository-url", "project-name", "repository-name", "env", "envDescription", "envLink", "products"]);
});

test("it copies the repository that package.json names, and no other address of one stands in the README", () => {
  expect(parameters["repository-url"]).toBe(repository);
  expect(parameters["envLink"]).toBe(`${repository}#settings`);
  expect(readme).toMatch(/^## Settings$/m);
  const others = readme.replaceAll("%3A", ":").replaceAll("%2F", "/").match(/https:\/\/github\.com\/[\w-]+\/[\w-]+/g) ?? [];
  expect(new Set(others)).toEqual(new Set([repository]));
});

test("it asks for settings that there are, and says what each is for", () => {
  expect(asked).toEqual(asked.filter((name) => SETTINGS.some((setting) => setting.name === name)));
  for (const name of asked) expect(parameters["envDescription"]).toContain(`${name}: `);
});

/** A value of each that is like the example; a secret is none that stands anywhere. */
function examples(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(SETTINGS.filter(({ name }) => names.includes(name)).map(({ name, example, isSecret }) => [name, isSecret ? `${example}7` : example]));
}

test("with what it asks for, and with what the database brings, a deployment for the public lacks nothing", () => {
  const [product] = JSON.parse(parameters["products"] ?? "") as unknown[];
  expect(product).toEqual({ type: "integration", integrationSlug: "upstash", productSlug: "upstash-kv", protocol: "storage" });
  const onVercel = { VERCEL: "1", VERCEL_ENV: "production" };
  expect(settingProblems({ ...onVercel, ...examples([...asked, "KV_REST_API_URL", "KV_REST_API_TOKEN"]) })).toEqual([]);
});
