/** Notes on the time axis, and saved views: written by an admin, kept in the store, and by nobody else. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSite, type RunningSite } from "../../fixtures/site/running-site.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { becomeAdmin, expect, test } from "../fixtures.ts";
import { openMetrics, section } from "./admin-page.ts";

let folder: string;
let site: RunningSite;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  site = await startSite({ DATA_DIR: folder });
});
test.afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

const today = () => new Date().toISOString().slice(0, 10);
const MARKUP = '<img src=x onerror="window.broken=1">';

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a note is written, is on the chart, can be changed and deleted", async ({ page, complaints }) => {
    await openMetrics(page, site.origin, "?window=7d&chart=openings");
    await page.getByText("Notes", { exact: true }).click();
    const form = page.getByRole("form", { name: "Add note" });
    await expect(form.getByLabel("Day")).toHaveValue(today());
    await form.getByLabel("What happened?").fill(MARKUP);
    await form.getByRole("button", { name: "Add note" }).click();
    // Back at the same view.
    expect(new URL(page.url()).search).toBe("?window=7d&chart=openings");
    await expect(section(page, "Openings over time").locator(".release-name")).toHaveText(/^<img src=x onerro/);
    await page.getByText("Notes (1)", { exact: true }).click();
    await expect(page.locator(".notes li")).toContainText(MARKUP);
    expect(await page.locator("img").count()).toBe(0);

    await page.getByRole("link", { name: "Edit notes" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Notes and saved views");
    const change = page.getByRole("form", { name: `Change the note “${MARKUP}”` });
    await change.getByLabel("What happened?").fill("Cal outage");
    await change.getByLabel("Time (optional)").fill("14:30");
    await change.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("form", { name: "Change the note “Cal outage”" }).getByLabel("Time (optional)")).toHaveValue("14:30");
    await expect(page.getByRole("form", { name: /^Change the note/ })).toHaveCount(1);

    // What is not valid is refused with the reason, and nothing that was typed is lost.
    const add = page.getByRole("form", { name: "Add note" });
    await page.request.post(`${site.origin}/admin/notes`, { form: { intent: "add-note", day: today(), text: "x".repeat(141) } });
    await add.getByLabel("What happened?").fill("  ");
    await add.getByRole("button", { name: "Add note" }).click();
    await expect(page.getByRole("alert")).toHaveText("The note must have 1 to 140 characters, on one line.");
    await expect(page.getByRole("form", { name: /^Change the note/ })).toHaveCount(1);
    // The browser logs the 400 as an error.
    complaints.length = 0;

    await page.getByRole("form", { name: "Change the note “Cal outage”" }).getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("form", { name: /^Change the note/ })).toHaveCount(0);
    await openMetrics(page, site.origin);
    await expect(page.getByText("Notes", { exact: true })).toBeVisible();
  });

  test("a view is saved under a name, opened with a click, and deleted", async ({ page }) => {
    await openMetrics(page, site.origin, "?window=7d&page=%2F&device=phone&compare=year&chart=wait");
    await page.getByText("Saved views", { exact: true }).click();
    await page.getByRole("form", { name: "Save this view as" }).getByLabel("Save this view as").fill("Phones on the home page");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    expect(new URL(page.url()).search).toBe("?window=7d&page=%2F&device=phone&compare=year&chart=wait");
    await openMetrics(page, site.origin);
    await page.getByText("Saved views (1)", { exact: true }).click();
    await page.getByRole("link", { name: "Phones on the home page" }).click();
    expect(new URL(page.url()).search).toBe("?window=7d&page=%2F&device=phone&compare=year&chart=wait");
    await page.getByRole("link", { name: "Notes and views" }).click();
    await page.getByRole("form", { name: "Delete the view “Phones on the home page”" }).getByRole("button", { name: "Delete" }).click();
    await expect(page.getByText("No view is saved yet.")).toBeVisible();
  });
});

test("only an admin changes anything, and no other site in an admin's browser", async ({ page, request }) => {
  const form = { intent: "add-note", day: today(), text: "from elsewhere" };
  const stranger = await request.post(`${site.origin}/admin/notes`, { form, maxRedirects: 0 });
  expect([stranger.status(), stranger.headers()["location"]]).toEqual([303, "/admin/sign-in?next=%2Fadmin%2Fnotes"]);
  await becomeAdmin(page, site.origin);
  for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }] as { [name: string]: string }[]) {
    expect((await page.request.post(`${site.origin}/admin/notes`, { form, headers })).status()).toBe(403);
  }
  // A form that names no intent, or a note that is gone, changes nothing.
  for (const broken of [{}, { intent: "format" }, { intent: "change-note", id: "none", day: today(), text: "a" }] as { [name: string]: string }[]) {
    expect((await page.request.post(`${site.origin}/admin/notes`, { form: broken })).status()).toBe(400);
  }
  // The address to go back to is one of ours.
  const saved = await page.request.post(`${site.origin}/admin/notes`, { form: { intent: "add-note", day: today(), text: "ours", search: "//evil.example" }, maxRedirects: 0 });
  expect([saved.status(), saved.headers()["location"]]).toEqual([303, "/admin/metrics"]);
  await page.goto(`${site.origin}/admin/notes`);
  await expect(page.getByRole("form", { name: /^Change the note/ })).toHaveCount(1);
  await expect(page.locator("main")).not.toContainText("from elsewhere");
});

test("the page of notes is accessible, and fits on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await becomeAdmin(page, site.origin);
  await page.request.post(`${site.origin}/admin/notes`, { form: { intent: "add-note", day: today(), time: "09:00", text: "Spring campaign started".repeat(5) } });
  await page.request.post(`${site.origin}/admin/notes`, { form: { intent: "save-view", name: "n".repeat(40), search: "?device=phone" } });
  await page.goto(`${site.origin}/admin/notes`);
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});
