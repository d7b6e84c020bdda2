/**
 * For a container's health check, in an image without curl: ends with 0 if the server in this container serves pages, else
 * with 1 and the reason. A database that is down does not count: booking works without it, and another container
 * would not reach it either. GET /api/health reports it.
 */
import { listeningHost, sitePort } from "../../src/host/settings/listening.ts";
import { reachable } from "../deployed-output/listen.ts";

/** In ms. Docker's own limit is in the Dockerfile. */
const LIMIT = 4_000;

try {
  const url = `http://${reachable(listeningHost(process.env))}:${sitePort(process.env)}/`;
  const { status } = await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(LIMIT) });
  if (status !== 200) throw new Error(`${url} answered ${status}.`);
} catch (error) {
  const { message, cause } = error as Error;
  console.error(`Not healthy: ${message}${cause instanceof Error ? ` (${cause.message})` : ""}`);
  process.exitCode = 1;
}
