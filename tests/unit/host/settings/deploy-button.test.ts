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
/** The documented parameters (https://vercel.com/docs/deploy-button/source), and `products`, which Vercel's own templates use for storage. */
const parameters = Object.fromEntries(button.searchParams);
const asked = (parameters["env"] ?? "").split(",");

test("the deploy button uses Vercel's parameters", () => {
  expect(button.origin + button.pathname).toBe("https://vercel.com/new/clone");
  expect(Object.keys(parameters)).toEqual(["repository-url", "project-name", "repository-name", "env", "envDescription", "envLink", "products"]);
});

test("it copies the repository in package.json, the only one named in the README", () => {
  expect(parameters["repository-url"]).toBe(repository);
  expect(parameters["envLink"]).toBe(`${repository}#settings`);
  expect(readme).toMatch(/^## Settings$/m);
  const others = readme.replaceAll("%3A", ":").replaceAll("%2F", "/").match(/https:\/\/github\.com\/[\w-]+\/[\w-]+/g) ?? [];
  expect(new Set(others)).toEqual(new Set([repository]));
});

test("it asks for existing settings and describes each", () => {
  expect(asked).toEqual(asked.filter((name) => SETTINGS.some((setting) => setting.name === name)));
  for (const name of asked) expect(parameters["envDescription"]).toContain(`${name}: `);
});

/** A value like the example for each setting; for secrets not the example itself. */
function examples(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(SETTINGS.filter(({ name }) => names.includes(name)).map(({ name, example, isSecret }) => [name, isSecret ? `${example}7` : example]));
}

test("the settings it asks for and those of the database are enough for production", () => {
  const [product] = JSON.parse(parameters["products"] ?? "") as unknown[];
  expect(product).toEqual({ type: "integration", integrationSlug: "upstash", productSlug: "upstash-kv", protocol: "storage" });
  const onVercel = { VERCEL: "1", VERCEL_ENV: "production" };
  expect(settingProblems({ ...onVercel, ...examples([...asked, "KV_REST_API_URL", "KV_REST_API_TOKEN"]) })).toEqual([]);
});
