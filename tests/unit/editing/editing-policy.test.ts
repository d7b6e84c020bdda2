import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { expect, test } from "vitest";
import { editingConfig, type EditingConfig } from "../../../src/editing/editing-config.ts";
import { EDIT_PATTERN, editingPolicy } from "../../../src/editing/editing-policy.ts";
import { editorPage } from "../../../src/editing/editing-build.ts";
import { policyRoutes } from "../../../src/host/headers/header-routes.ts";

const policy = (config: object) => editingPolicy(editingConfig.parse({ repository: "acme/website", ...config }) as EditingConfig);
const sources = (text: string, directive: string) => new RegExp(`(?:^|; )${directive} ([^;]*)`).exec(text)?.[1]?.split(" ");

test("the editor's policy allows scripts of this site alone, and requests to the Git host", () => {
  const github = policy({ host: "github", signIn: "https://sign-in.example.com/x" });
  expect(sources(github, "script-src")).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  expect(sources(github, "connect-src")).toEqual(["'self'", "data:", "blob:", "https://api.github.com", "https://www.githubstatus.com", "https://sign-in.example.com"]);
  expect(sources(policy({ host: "gitea", api: "https://git.example.com/api/v1" }), "connect-src")).toEqual(["'self'", "data:", "blob:", "https://git.example.com"]);
  const findings = new CspEvaluator(new CspParser(github).csp).evaluate().filter(({ severity }) => severity === Severity.HIGH);
  expect(findings.map(({ directive, description }) => `${directive} ${description}`)).toEqual([]);
});

/** The policies of an address. */
const matching = (path: string, routes: ReturnType<typeof policyRoutes>) => routes.flatMap((route) => ("src" in route && route.src && new RegExp(route.src).test(path) ? [(route as { headers: Record<string, string> }).headers["content-security-policy"]] : []));

test("exactly one rule has a policy for the editor's address, and none where there is no editor", () => {
  const policies = { site: "site", measure: "measure", admin: "admin" };
  const on = policyRoutes(policies, "https://app.cal.com", [{ pattern: EDIT_PATTERN, policy: "edit" }]);
  expect(["/edit", "/edit/", "/edit/index.html", "/editing", "/de/edit", "/"].map((path) => matching(path, on))).toEqual([["edit"], ["edit"], ["edit"], ["site"], ["site"], ["site"]]);
  expect(matching("/edit", policyRoutes(policies, "https://app.cal.com"))).toEqual(["site"]);
});

test("nothing in the editor's page can end its data", () => {
  const html = editorPage({ config: { app_title: "</script><script>alert(1)</script>" } as never, formats: {}, pictures: { name: "", path: "" }, origin: "" }, { script: "editor-1.js", name: "A & B <i>", help: "Ask <b>." });
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html).toContain("<title>Edit A &amp; B &lt;i></title>");
  expect(html).toContain("Ask &lt;b>.");
  expect(html).toContain('<meta name="robots" content="noindex, nofollow">');
});
