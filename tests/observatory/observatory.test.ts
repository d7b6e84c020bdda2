/**
 * Checks the served output with Mozilla's HTTP Observatory and Google's CSP evaluator. It is built for a self-hosted
 * Cal and served with TLS, as when deployed.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCertificate } from "../lab/bench/wire/certificate.ts";
import { buildIn } from "../fixtures/builds/built-copy.ts";
import { copyProject } from "../fixtures/builds/project-copy.ts";
import { startSite, type RunningSite } from "../fixtures/site/running-site.ts";
import { startTlsFront, type TlsFront } from "../fixtures/site/tls-front.ts";
import { installObservatory, scan } from "./scan.ts";

const PAGES = [
  ["the home page", "/"],
  ["a page without a booking link", "/privacy"],
  ["the admin's sign-in", "/admin/sign-in"],
  ["the page for what is missing", "/no/such/page"],
] as const;

/** A self-hosted Cal. */
const CAL = "https://cal.readyslot.test";
const CAL_SITE = "https://book.readyslot.test";

const isInstalled = installObservatory();
const certificate = makeCertificate(["localhost"]);
const undo: (() => Promise<unknown>)[] = [];
let site: RunningSite;
let front: TlsFront;
/** The same, with 200 for whatever it answers: the Observatory judges no page that is an error. */
let lenient: TlsFront;
let certificateFile: string;

beforeAll(async () => {
  const { root, remove } = await copyProject();
  undo.push(remove);
  certificateFile = join(root, "certificate.pem");
  await writeFile(certificateFile, certificate.cert);
  await buildIn(root, { PUBLIC_CAL_LINK: "studio/30min", PUBLIC_CAL_ORIGIN: CAL, PUBLIC_CAL_SITE: CAL_SITE });
  site = await startSite({ TEST_SITE_ROOT: root });
  undo.push(site.close);
  front = await startTlsFront(site.origin, certificate);
  lenient = await startTlsFront(site.origin, certificate, { statusOf: () => 200 });
  undo.push(front.close, lenient.close);
});

afterAll(async () => {
  for (const step of undo.toReversed()) await step();
});

describe.skipIf(!isInstalled)("Mozilla's HTTP Observatory", () => {
  test.each(PAGES)("gives %s an A+", async (_name, path) => {
    const { host } = new URL(path === "/no/such/page" ? lenient.origin : front.origin);
    const { scan: total, tests } = await scan(`${host}${path}`, certificateFile);
    const failed = Object.entries(tests).filter(([, { pass, scoreModifier }]) => !pass || scoreModifier < 0);
    expect({ grade: total.grade, failed }).toEqual({ grade: "A+", failed: [] });
  });
});

describe("Google's CSP evaluator", () => {
  test.each(PAGES)("finds nothing in the policy of %s that is more than a remark", async (_name, path) => {
    const policy = await policyOf(path);
    const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
    expect(findings.filter(({ severity }) => severity < Severity.MEDIUM_MAYBE)).toEqual([]);
  });

  test("would find the errors of a weaker policy", () => {
    const findings = new CspEvaluator(new CspParser("script-src 'self' 'unsafe-inline' https:").csp).evaluate();
    expect(findings.some(({ severity }) => severity === Severity.HIGH)).toBe(true);
  });
});

test("a self-hosted Cal is the only third party in the policy, with one setting", async () => {
  const policy = await policyOf("/");
  expect(policy).toContain(`frame-src ${CAL} ${CAL_SITE};`);
  expect(new Set(policy.match(/https?:[^\s;]+/g))).toEqual(new Set([CAL, CAL_SITE, `${CAL}/embed/embed.js`, `${CAL}/favicon.ico`]));
});

async function policyOf(path: string): Promise<string> {
  return (await fetch(site.origin + path)).headers.get("content-security-policy") ?? "";
}
