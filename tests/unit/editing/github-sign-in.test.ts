import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { githubSignIn, signInScript, type SignInRequest } from "../../../src/editing/github-sign-in.ts";

const ADDRESS = "https://site.example/api/edit/sign-in";
const env = { EDIT_GITHUB_ID: "the-id", EDIT_GITHUB_SECRET: "the-secret" };
const noFetch = () => Promise.reject(new Error("not expected"));

const ask = (query = "", more: Partial<SignInRequest> = {}) => githubSignIn({ url: new URL(ADDRESS + query), cookie: null, env, fetch: noFetch, ...more });

/** The cookie and the state of a sign-in that has begun. */
async function begun() {
  const answer = await ask("?provider=github&site_id=site.example&scope=repo%2Cuser");
  const target = new URL(answer.headers.get("location") ?? "");
  return { answer, target, state: target.searchParams.get("state") ?? "", cookie: (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "" };
}

const github = (body: unknown) => async (address: unknown, init?: RequestInit) => {
  expect(address).toBe("https://github.com/login/oauth/access_token");
  expect(JSON.parse(String(init?.body))).toEqual({ client_id: "the-id", client_secret: "the-secret", code: "a-code" });
  return Response.json(body);
};

describe("the sign-in with GitHub", () => {
  test("begins at GitHub, with a cookie that only this address gets", async () => {
    const { answer, target, state } = await begun();
    expect(answer.status).toBe(302);
    expect(target.origin + target.pathname).toBe("https://github.com/login/oauth/authorize");
    expect(Object.fromEntries(target.searchParams)).toEqual({ client_id: "the-id", scope: "repo", state, redirect_uri: ADDRESS });
    expect(answer.headers.get("set-cookie")).toBe(`readyslot-edit-state=${state}; Path=/api/edit/sign-in; Max-Age=600; HttpOnly; SameSite=Lax; Secure`);
    expect((await begun()).state).not.toBe(state);
  });

  test("ends with the token in the page, which no cache may keep", async () => {
    const { state, cookie } = await begun();
    const answer = await ask(`?code=a-code&state=${state}`, { cookie: `other=1; ${cookie}`, fetch: github({ access_token: "gho_</script>" }) });
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const html = await answer.text();
    expect(html).toContain('{"provider":"github","token":"gho_\\u003c/script>"}');
    expect(html).not.toContain("the-secret");
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(answer.headers.get("set-cookie")).toContain("Max-Age=0");
  });

  test.each<[what: string, make: () => Promise<Response>, error: string]>([
    ["another browser's code", async () => ask(`?code=a-code&state=${(await begun()).state}`), "CSRF_DETECTED"],
    ["another state", async () => ask("?code=a-code&state=abc", { cookie: (await begun()).cookie }), "CSRF_DETECTED"],
    ["a refusal at GitHub", async () => ask(`?error=access_denied&state=${(await begun()).state}`), "AUTH_CODE_REQUEST_FAILED"],
    ["a code that GitHub does not know", async () => { const { state, cookie } = await begun(); return ask(`?code=a-code&state=${state}`, { cookie, fetch: github({ error_description: "The code <is> incorrect." }) }); }, "TOKEN_REQUEST_FAILED"],
    ["a GitHub that does not answer", async () => { const { state, cookie } = await begun(); return ask(`?code=a-code&state=${state}`, { cookie }); }, "TOKEN_REQUEST_FAILED"],
    ["missing settings", () => ask("", { env: { EDIT_GITHUB_ID: "the-id", EDIT_GITHUB_SECRET: undefined } }), "MISCONFIGURED_CLIENT"],
  ])("gives no token for %s, and says why", async (_what, make, error) => {
    const answer = await make();
    const html = await answer.text();
    expect(answer.status).toBe(400);
    expect(html).toContain(`"errorCode":"${error}"`);
    expect(html).not.toMatch(/"token"|<is>/);
  });

  test("hands the token to the editor of this site alone", () => {
    const sent: unknown[] = [];
    const listeners: ((event: object) => void)[] = [];
    runInNewContext(signInScript, {
      document: { getElementById: () => ({ textContent: '{"provider":"github","token":"gho_1"}' }) },
      location: { origin: "https://site.example" },
      opener: { postMessage: (...message: unknown[]) => void sent.push(message) },
      addEventListener: (_name: string, listen: (event: object) => void) => void listeners.push(listen),
    });
    const answers: unknown[] = [];
    const listener = (event: object) => listeners.forEach((listen) => listen(event));
    const source = { postMessage: (...message: unknown[]) => void answers.push(message) };
    listener({ data: "authorizing:github", origin: "https://evil.example", source });
    listener({ data: "something else", origin: "https://site.example", source });
    expect(answers).toEqual([]);
    listener({ data: "authorizing:github", origin: "https://site.example", source });
    expect([sent, answers]).toEqual([[["authorizing:github", "https://site.example"]], [['authorization:github:success:{"provider":"github","token":"gho_1"}', "https://site.example"]]]);
  });
});
