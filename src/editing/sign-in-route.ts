import type { APIRoute } from "astro";
import { environment } from "../host/settings/environment.ts";
import { githubSignIn } from "./github-sign-in.ts";

export const prerender = false;

/** A part of the site only where src/site.config.ts has `editing` with `signIn: "own"`: see editing-build.ts. */
export const GET: APIRoute = ({ url, request }) => githubSignIn({ url, cookie: request.headers.get("cookie"), env: environment(), fetch });
