import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Environment } from "../host/settings/environment.ts";

/** The address of the endpoint, which is also the callback address of the OAuth app. */
export const SIGN_IN_PATH = "/api/edit/sign-in";
/** The script of the window's last page, which hands the token to the editor. A file, because no policy allows it inline. */
export const SIGN_IN_SCRIPT = "/edit/sign-in.js";

const COOKIE = "readyslot-edit-state";
/** Seconds, from the window's opening until GitHub sends the visitor back. */
const LONGEST = 600;
/** ms. */
const PATIENCE = 10_000;

export interface SignInRequest {
  readonly url: URL;
  /** The Cookie header. */
  readonly cookie: string | null;
  readonly env: Pick<Environment, "EDIT_GITHUB_ID" | "EDIT_GITHUB_SECRET">;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * Signs an editor in at GitHub, in a window that the editor opens. The first request is redirected to GitHub, whose answer
 * comes back to the same address with a code; the token for it goes to the editor's own window, and is kept nowhere else.
 *
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export async function githubSignIn({ url, cookie, env, fetch }: SignInRequest): Promise<Response> {
  const { EDIT_GITHUB_ID: id, EDIT_GITHUB_SECRET: secret } = env;
  if (!id || !secret) return resultPage({ error: "Sign-in is not set up: EDIT_GITHUB_ID and EDIT_GITHUB_SECRET are not set on the server. The owner of the site can set them; docs/browser-editing.md describes how.", errorCode: "MISCONFIGURED_CLIENT" });
  const [code, state] = [url.searchParams.get("code"), url.searchParams.get("state")];
  if (code === null && state === null) return toGitHub(url, id);
  if (code === null) return resultPage({ error: "GitHub sent no code. Sign in again.", errorCode: "AUTH_CODE_REQUEST_FAILED" });
  const own = new RegExp(`(?:^|;\\s*)${COOKIE}=([0-9a-f]+)`).exec(cookie ?? "")?.[1];
  if (own === undefined || state === null || !isSame(own, state)) return resultPage({ error: "The sign-in was not begun in this browser, or took too long. Sign in again.", errorCode: "CSRF_DETECTED" });
  return resultPage(await tokenFor(code, { id, secret, fetch }));
}

function toGitHub(url: URL, id: string): Response {
  const state = randomBytes(16).toString("hex");
  const target = new URL("https://github.com/login/oauth/authorize");
  target.search = new URLSearchParams({ client_id: id, scope: "repo", state, redirect_uri: new URL(SIGN_IN_PATH, url).href }).toString();
  const secure = url.protocol === "https:" ? "; Secure" : "";
  return new Response(null, { status: 302, headers: { location: target.href, "set-cookie": `${COOKIE}=${state}; Path=${SIGN_IN_PATH}; Max-Age=${LONGEST}; HttpOnly; SameSite=Lax${secure}`, "cache-control": "no-store" } });
}

type SignInResult = { readonly token: string } | { readonly error: string; readonly errorCode: string };

async function tokenFor(code: string, { id, secret, fetch }: { id: string; secret: string } & Pick<SignInRequest, "fetch">): Promise<SignInResult> {
  try {
    const answer = await fetch("https://github.com/login/oauth/access_token", {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({ client_id: id, client_secret: secret, code }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const { access_token: token, error_description: error } = (await answer.json()) as { access_token?: unknown; error_description?: unknown };
    if (typeof token === "string") return { token };
    return { error: typeof error === "string" ? error : "GitHub gave no token. Sign in again.", errorCode: "TOKEN_REQUEST_FAILED" };
  } catch {
    return { error: "GitHub does not answer. Sign in again later.", errorCode: "TOKEN_REQUEST_FAILED" };
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The page that ends in the window. Its script sends the result to the editor, which closes the window. */
function resultPage(result: SignInResult): Response {
  const data = JSON.stringify({ provider: "github", ...result }).replaceAll("<", "\\u003c");
  const text = "error" in result ? result.error.replaceAll("&", "&amp;").replaceAll("<", "&lt;") : "You are signed in. This window closes by itself.";
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>Sign in</title></head><body><p>${text}</p><script type="application/json" id="result">${data}</script><script src="${SIGN_IN_SCRIPT}"></script></body></html>`;
  return new Response(html, { status: "error" in result ? 400 : 200, headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", "set-cookie": `${COOKIE}=; Path=${SIGN_IN_PATH}; Max-Age=0; HttpOnly; SameSite=Lax`, "referrer-policy": "no-referrer" } });
}

/** The conversation that the CMS expects of the window; only the editor of this site gets the token. */
export const signInScript = `const { provider, ...rest } = JSON.parse(document.getElementById("result").textContent);
const state = rest.token ? "success" : "error";
addEventListener("message", ({ data, origin, source }) => {
  if (data === "authorizing:" + provider && origin === location.origin) source.postMessage("authorization:" + provider + ":" + state + ":" + JSON.stringify({ provider, ...rest }), origin);
});
opener?.postMessage("authorizing:" + provider, location.origin);
`;
