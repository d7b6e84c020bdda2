/** Events that Cal redirects to another origin: what is reported, and what to set. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { checkForMoves } from "../../../src/booking/moved-events.ts";

let server: Server;
/** Cal's origin, and under another name the one that it redirects to. */
let origin: string;
let elsewhere: string;
/** Where each path leads; an empty text is an answer that never comes. */
let redirects: Record<string, string>;

beforeAll(async () => {
  server = createServer(({ url = "", headers }, response) => {
    if (headers.host?.startsWith("localhost")) return void response.end("the calendar, elsewhere");
    const path = url.replace(/\?.*/, "");
    if (redirects[path] === "") return;
    if (redirects[path]) return void response.writeHead(307, { location: redirects[path] }).end();
    response.end("a calendar");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  elsewhere = `http://localhost:${port}`;
});
beforeEach(() => {
  redirects = {};
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const check = (paths: string[], timeLimitMs = 10_000) => checkForMoves(paths, { origin, link: { path: "ada/intro", event: "intro" } }, { timeLimitMs });
const remedies = async (paths: string[]) => (await check(paths)).reports.map(({ remedy }) => remedy);

describe("nothing is reported", () => {
  test("of events that are where they are said to be", async () => {
    expect(await check(["ada/intro", "ada/call"])).toEqual({ reports: [], unanswered: [] });
  });

  test("of a redirect within Cal's origin, which the frame follows", async () => {
    redirects = { "/ada/intro/embed": "/team/ada/intro/embed" };
    expect((await check(["ada/intro"])).reports).toEqual([]);
  });

  test("of a redirect that names no address, or that goes round in circles", async () => {
    redirects = { "/ada/intro/embed": "http://", "/ada/call/embed": "/ada/call/embed" };
    expect((await check(["ada/intro", "ada/call"])).reports).toEqual([]);
  });
});

describe("an event that has moved", () => {
  test("is named with the origin to set", async () => {
    redirects = { "/ada/intro/embed": `${elsewhere}/ada/intro/embed?embed=check` };
    expect((await check(["ada/intro"])).reports).toEqual([
      {
        paths: ["ada/intro"],
        says: `Cal redirects ada/intro from ${origin} to ${elsewhere}, so the calendar cannot open in the dialog; the links lead to the booking page.`,
        remedy: `Set PUBLIC_CAL_ORIGIN=${elsewhere} and PUBLIC_CAL_SITE=${elsewhere}, and build again.`,
      },
    ]);
  });

  test("by more than one redirect is found as well", async () => {
    redirects = { "/ada/intro/embed": "/moved/embed", "/moved/embed": `${elsewhere}/ada/intro/embed` };
    expect(await remedies(["ada/intro"])).toEqual([expect.stringContaining(`PUBLIC_CAL_ORIGIN=${elsewhere}`)]);
  });

  test("to where this machine cannot go is found as well", async () => {
    redirects = { "/ada/intro/embed": "http://127.0.0.1:2/ada/intro/embed" };
    expect(await remedies(["ada/intro"])).toEqual([expect.stringContaining("PUBLIC_CAL_ORIGIN=http://127.0.0.1:2")]);
  });

  test("and has another path there is named with that", async () => {
    redirects = { "/ada/intro/embed": `${elsewhere}/ada-lovelace/intro/embed`, "/ada/call/embed": `${elsewhere}/ada-lovelace/call/embed` };
    expect(await remedies(["ada/call", "ada/intro"])).toEqual([
      `Set PUBLIC_CAL_ORIGIN=${elsewhere} and PUBLIC_CAL_SITE=${elsewhere} and PUBLIC_CAL_LINK=ada-lovelace/intro, write ada-lovelace/call instead of ada/call in src/content, and build again.`,
    ]);
  });

  test("while others stay is reported as that: one site has one origin", async () => {
    redirects = { "/ada/intro/embed": `${elsewhere}/ada/intro/embed` };
    expect(await remedies(["ada/intro", "bob/call"])).toEqual([expect.stringMatching(/^A site can open the calendars of one origin only\. Move all of its events/)]);
  });

  test("behind a sign-in is not an event that has moved", async () => {
    redirects = { "/ada/intro/embed": `${elsewhere}/login?next=/ada/intro` };
    expect((await check(["ada/intro"])).reports).toEqual([
      { paths: ["ada/intro"], says: `Cal redirects ada/intro to ${elsewhere}/login, which is not its calendar.`, remedy: "Check the proxy or sign-in page in front of this Cal: its calendars must open without a sign-in." },
    ]);
  });
});

test("an answer that does not come is no report, and delays no build", async () => {
  redirects = { "/ada/intro/embed": "" };
  expect(await check(["ada/intro", "ada/call"], 300)).toEqual({ reports: [], unanswered: ["ada/intro"] });
});
