/** The demo's `GET /v2/slots`, as Cal's source has it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startDemoCal, type DemoCal } from "../../../../scripts/demo-cal/server.ts";
import { slotsOfMonth } from "../../../../scripts/demo-cal/slots.ts";

const NOW = new Date("2030-03-13T10:10:00Z");
const WEEK = "start=2030-03-18&end=2030-03-24";
const EVENT = "username=studio&eventTypeSlug=30min";

let demo: DemoCal;
beforeEach(async () => {
  demo = await startDemoCal({ port: 0, now: () => NOW });
});
afterEach(() => demo.close());

interface Slot {
  start: string;
  end?: string;
}
interface Answer {
  status: string;
  data: Record<string, Slot[]>;
  error: { code: string; message: string; details: unknown };
}

const get = (query: string, version: string | undefined = "2024-09-04", path = "/v2/slots") => fetch(`${demo.origin}${path}?${query}`, { headers: version ? { "cal-api-version": version } : {} });
const daysOf = async (query: string) => ((await (await get(query)).json()) as Answer).data;
const startsOf = async (query: string) => Object.values(await daysOf(query)).flat().map(({ start }) => start);
const onPage = (path: string) => Object.values(slotsOfMonth({ path, month: "2030-03", now: NOW, isTaken: () => false })).flat().map(({ start }) => start).filter((start) => start >= "2030-03-18" && start < "2030-03-25");

describe("the API's times", () => {
  test.each([
    [EVENT, "studio/30min"],
    ["teamSlug=studio&eventTypeSlug=45min", "team/studio/45min"],
    ["organizationSlug=acme&username=ada&eventTypeSlug=30min", "org/acme/ada/30min"],
    ["organizationSlug=acme&teamSlug=audit&eventTypeSlug=30min", "org/acme/team/audit/30min"],
    ["usernames=ada,bob&organizationSlug=&duration=30", "ada+bob/30min"],
    ["usernames=ada,%20bob&organizationSlug=acme", "org/acme/ada+bob/30min"],
    ["eventTypeId=1", "studio/30min"],
  ])("by %s are those of the page %s", async (query, path) => {
    const starts = await startsOf(`${query}&${WEEK}`);
    expect(starts).toEqual(onPage(path));
    expect(starts.length).toBeGreaterThan(10);
  });

  test("are grouped by date, in UTC, and days without times are left out", async () => {
    const days = await daysOf(`${EVENT}&start=2030-03-13&end=2030-04-12`);
    for (const [date, slots] of Object.entries(days)) {
      expect(slots.length).toBeGreaterThan(0);
      for (const { start, ...rest } of slots) expect([start.slice(0, 10), start.endsWith(":00.000Z"), rest]).toEqual([date, true, {}]);
    }
    expect(Object.keys(days)).not.toContain("2030-03-16");
  });

  test("have the offset of a zone, and its dates", async () => {
    const days = await daysOf(`${EVENT}&${WEEK}&timeZone=Pacific/Kiritimati`);
    const slots = Object.entries(days).flatMap(([date, list]) => list.map(({ start }) => ({ date, start })));
    for (const { date, start } of slots) expect([start.slice(0, 10), start.slice(-6)]).toEqual([date, "+14:00"]);
    expect(slots.map(({ start }) => new Date(start).toISOString())).toEqual(onPage("studio/30min"));
    expect((await startsOf(`${EVENT}&${WEEK}&timeZone=America/St_Johns`))[0]).toMatch(/-02:30$/);
  });

  test("keep their clock over the change to summer time", async () => {
    const [before, after] = await Promise.all(["start=2030-03-25&end=2030-03-29", "start=2030-04-01&end=2030-04-05"].map(async (week) => (await startsOf(`${EVENT}&${week}&timeZone=Europe/Berlin`)).map((start) => ({ hour: start.slice(11, 13), offset: start.slice(-6) }))));
    expect(new Set(before?.map(({ offset }) => offset))).toEqual(new Set(["+01:00"]));
    expect(new Set(after?.map(({ offset }) => offset))).toEqual(new Set(["+02:00"]));
    for (const one of [...(before ?? []), ...(after ?? [])]) expect(one.hour >= "09" && one.hour < "17").toBe(true);
  });

  test("have an end with format=range, which a group without a duration lacks", async () => {
    const queries = [EVENT, `${EVENT}&duration=60`, "usernames=a,b&organizationSlug=&duration=30", "usernames=a,b&organizationSlug="];
    const first = await Promise.all(queries.map(async (query) => Object.values(await daysOf(`${query}&${WEEK}&format=range`)).flat()[0]));
    expect(first.map((slot) => (Date.parse(slot?.end ?? "") - Date.parse(slot?.start ?? "")) / 60_000)).toEqual([30, 60, 30, 0]);
  });

  test("lie in the span: from its first moment to the end of its last day, or to an instant", async () => {
    const [first = "", second = ""] = onPage("studio/30min");
    expect((await startsOf(`${EVENT}&start=${second}&end=2030-03-24`))[0]).toBe(second);
    expect(await startsOf(`${EVENT}&start=${first}&end=${new Date(Date.parse(first) + 30 * 60_000).toISOString()}`)).toEqual([first]);
    expect((await startsOf(`${EVENT}&start=2030-03-18&end=2030-03-18T00:00:00Z`)).length).toBeGreaterThan(1);
    expect(await startsOf(`${EVENT}&start=2030-03-24&end=2030-03-18`)).toEqual([]);
  });

  test("lack a time that is booked, and all times of an event that is fully booked", async () => {
    const [first] = await startsOf(`${EVENT}&${WEEK}`);
    const body = JSON.stringify({ event: "studio/30min", start: first, name: "Ada", email: "ada@example.org" });
    await fetch(`${demo.origin}/api/book`, { method: "POST", headers: { "content-type": "application/json" }, body });
    expect(await startsOf(`${EVENT}&${WEEK}`)).toEqual(onPage("studio/30min").slice(1));
    expect(await daysOf(`username=studio&eventTypeSlug=fully-booked&${WEEK}`)).toEqual({});
    expect((await fetch(`${demo.origin}/studio/fully-booked`)).status).toBe(200);
  });

  test("are answered with the limits of an address, and any site may read them", async () => {
    await get(`${EVENT}&${WEEK}`);
    expect(Object.fromEntries((await get(`${EVENT}&${WEEK}`)).headers)).toMatchObject({ "x-ratelimit-limit-default": "120", "x-ratelimit-remaining-default": "118", "x-ratelimit-reset-default": "60", "access-control-allow-origin": "*" });
  });
});

describe("the API refuses", () => {
  test.each<[string, number, string, string]>([
    [`username=nobody&eventTypeSlug=30min&${WEEK}`, 404, "NotFoundException", "User with username nobody not found"],
    [`teamSlug=!&eventTypeSlug=30min&${WEEK}`, 404, "NotFoundException", "Team with slug ! not found"],
    [`eventTypeId=99&${WEEK}`, 404, "NotFoundException", "Event Type not found"],
    [EVENT, 400, "BadRequestException", "start property is wrong,start must be a valid ISO 8601 date string , end property is wrong,end must be a valid ISO 8601 date string "],
    [`${EVENT}&start=2030-02-30&end=2030-03-01`, 400, "BadRequestException", "start property is wrong,start must be a valid ISO 8601 date string "],
    [`${EVENT}&${WEEK}&timeZone=Berlin`, 400, "BadRequestException", "timeZone property is wrong,timeZone must be a valid IANA time-zone "],
    [`${EVENT}&${WEEK}&format=list`, 400, "BadRequestException", "format property is wrong,slotFormat must be either 'range' or 'time' "],
    [`${EVENT}&${WEEK}&duration=long`, 400, "BadRequestException", "duration property is wrong,duration must be a number conforming to the specified constraints "],
    [`${EVENT}&${WEEK}&slotFormat=range`, 400, "BadRequestException", "slotFormat property is wrong,property slotFormat should not exist "],
    [`usernames=ada,bob&${WEEK}`, 400, "BadRequestException", "organizationSlug property is wrong,organizationSlug must be a string "],
    [`usernames=ada&organizationSlug=&${WEEK}`, 400, "BadRequestException", "usernames property is wrong,The array must contain at least 2 elements. "],
  ])("%s: %i", async (query, status, code, message) => {
    const answer = await get(query);
    const body = (await answer.json()) as Answer;
    expect([answer.status, body]).toEqual([status, { status: "error", timestamp: NOW.toISOString(), path: `/v2/slots?${query}`, error: { code, message, details: { message, error: status === 404 ? "Not Found" : "Bad Request", statusCode: status } } }]);
  });

  test.each([undefined, "2024-08-13", "2031-01-01"])("a request of the version %s, which has no such endpoint", async (version) => {
    const answer = await get(`${EVENT}&${WEEK}`, version ?? "");
    expect([answer.status, ((await answer.json()) as Answer).error.message]).toEqual([404, `Cannot GET /v2/slots?${EVENT}&${WEEK}`]);
  });

  test("everything beyond its limit of a minute", async () => {
    const answers = await Promise.all(Array.from({ length: 121 }, () => get(`${EVENT}&${WEEK}`)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(await refused[0]?.json()).toMatchObject({ status: "error", error: { code: "ThrottlerException", message: "CustomThrottlerGuard - Too many requests. Please try again later." } });
  });
});

describe("the API can be made", () => {
  test("limited, with Cal's headers", async () => {
    demo.setKnobs({ apiMode: "limited" });
    const answer = await get(`${EVENT}&${WEEK}`);
    expect([answer.status, answer.headers.get("x-ratelimit-remaining-default"), answer.headers.get("x-ratelimit-reset-default")]).toEqual([429, "0", "60"]);
  });

  test("to fail, to be empty, to have another format, and not to know the event", async () => {
    demo.setKnobs({ apiMode: "error" });
    expect([(await get(`${EVENT}&${WEEK}`)).status, await (await get(`${EVENT}&${WEEK}`)).json()]).toEqual([500, { statusCode: 500, message: "Internal server error" }]);
    demo.setKnobs({ apiMode: "empty" });
    expect(await daysOf(`${EVENT}&${WEEK}`)).toEqual({});
    demo.setKnobs({ apiMode: "wrong" });
    expect(await daysOf(`${EVENT}&${WEEK}`)).toMatchObject({ slots: { "2030-03-18": expect.arrayContaining([{ time: expect.stringMatching(/Z$/) }]) } });
    demo.setKnobs({ apiMode: "missing" });
    expect((await get(`${EVENT}&${WEEK}`)).status).toBe(404);
  });

  test("to hang, until the demo ends", async () => {
    demo.setKnobs({ apiMode: "hang" });
    const answer = get(`${EVENT}&${WEEK}`).then(
      () => "answered",
      () => "cut off",
    );
    await expect.poll(() => demo.requests().filter(({ path }) => path.startsWith("/v2/slots?")).length).toBe(1);
    await demo.close();
    expect(await answer).toBe("cut off");
  });
});
