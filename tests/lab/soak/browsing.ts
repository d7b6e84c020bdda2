/** Reading traffic: pages, files, endpoints with GET, and the sign-in. */
import { READER_TOKEN } from "../served-site/bench-site.ts";
import { oneOf, type Scene } from "./scene.ts";

const BROWSER = { "accept-encoding": "gzip, deflate, br", "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0" };
const FORM = { ...BROWSER, "content-type": "application/x-www-form-urlencoded" };

export const page = (scene: Scene) => get(scene, oneOf(scene.files.pages, scene.random));
export const asset = (scene: Scene) => get(scene, oneOf(scene.files.assets, scene.random));

async function get({ ask, memory }: Scene, path: string): Promise<void> {
  const { headers } = await ask({ path, headers: BROWSER }, [200]);
  if (headers.etag) memory.etags.set(path, headers.etag);
}

/** A file that the browser has cached, after the first time. */
export async function knownFile(scene: Scene): Promise<void> {
  const path = oneOf(scene.random() < 0.5 ? scene.files.pages : scene.files.assets, scene.random);
  const etag = scene.memory.etags.get(path);
  if (!etag) return get(scene, path);
  await scene.ask({ path, headers: { ...BROWSER, "if-none-match": etag } }, [304]);
}

const NOTHING_THERE = [
  "/no-such-page", "/wp-login.php", "/.env", "/.git/config", "/xmlrpc.php", "/api/nothing", "/package.json", "/vercel.json", "/_astro/old-chunk.abc123.js",
  "/%2e%2e/%2e%2e/etc/passwd", "/../../etc/passwd", "/index.php?id=1%27%20OR%201=1", `/${"a".repeat(2_000)}`,
];

export async function nothingThere({ ask, random }: Scene): Promise<void> {
  await ask({ path: oneOf(NOTHING_THERE, random), headers: BROWSER }, [404]);
}

/** Paths that are not percent-encoded UTF-8, or contain NUL, are malformed requests (RFC 3986, 2.1). */
export async function malformedPath({ ask, random }: Scene): Promise<void> {
  await ask({ path: oneOf(["/%00", "/%", "/%ff%fe"], random), headers: BROWSER }, [400]);
}

const ELSEWHERE = ["/about/", "/services/", "/team", "/blog", "/audit", "/work", "//evil.example/", "//evil.example/%2f.."];

export async function movedPage({ ask, random }: Scene): Promise<void> {
  await ask({ path: oneOf(ELSEWHERE, random), headers: BROWSER }, [308]);
}

export async function headOfPage({ ask, files, random }: Scene): Promise<void> {
  await ask({ method: "HEAD", path: oneOf(files.pages, random), headers: BROWSER }, [200]);
}

export async function postToPage({ ask, files, random }: Scene): Promise<void> {
  await ask({ method: "POST", path: oneOf(files.pages, random), headers: FORM, body: "a=b" }, [405]);
}

export async function embedScript({ ask, memory, random }: Scene): Promise<void> {
  const path = "/api/cal-embed.js";
  const etag = random() < 0.5 ? memory.etags.get(path) : undefined;
  const answer = await ask({ path, headers: { ...BROWSER, ...(etag && { "if-none-match": etag }) } }, [etag ? 304 : 200]);
  if (answer.headers.etag) memory.etags.set(path, answer.headers.etag);
}

export async function health({ ask }: Scene): Promise<void> {
  await ask({ path: "/api/health", headers: { "user-agent": "probe/1.0" } }, [200]);
}

const READS = ["window=24h", "window=7d", "window=28d&variant=optimized", "window=24h&detail=full", "window=24h&format=csv&table=series", "window=7d&errorOnly=true&limit=50"];

export async function readFigures({ ask, random }: Scene): Promise<void> {
  await ask({ path: `/api/cal-metrics?${oneOf(READS, random)}`, headers: { ...BROWSER, authorization: `Bearer ${READER_TOKEN}` } }, [200]);
}

export async function readWithWrongParameters({ ask }: Scene): Promise<void> {
  await ask({ path: "/api/cal-metrics?window=1y&limit=-1", headers: { ...BROWSER, authorization: `Bearer ${READER_TOKEN}` } }, [400]);
}

export async function readWithoutToken({ ask, random }: Scene): Promise<void> {
  const tokens = [undefined, "Bearer ", "Bearer wrong", `Bearer ${READER_TOKEN}x`, `Basic ${READER_TOKEN}`];
  const authorization = oneOf(tokens, random);
  await ask({ path: "/api/cal-metrics", headers: { ...BROWSER, ...(authorization !== undefined && { authorization }) } }, [401]);
}

export async function adminWithoutSession({ ask }: Scene): Promise<void> {
  await ask({ path: "/admin/metrics", headers: { ...BROWSER, cookie: "admin-session=Fe26.2*1*forged" } }, [303]);
}

export async function signInPage({ ask }: Scene): Promise<void> {
  await ask({ path: "/admin/sign-in", headers: BROWSER }, [200]);
}

/** 401 while there are attempts left, for this address and for all addresses; then 429. */
export async function wrongPassword({ ask, origin, random }: Scene): Promise<void> {
  const body = `password=${Math.floor(random() * 1e9)}`;
  await ask({ method: "POST", path: "/admin/sign-in", headers: { ...FORM, origin: origin.origin }, body }, [401, 429]);
}

export async function foreignForm({ ask }: Scene): Promise<void> {
  await ask({ method: "POST", path: "/admin/sign-in", headers: { ...FORM, origin: "https://evil.example" }, body: "password=x" }, [403]);
}
