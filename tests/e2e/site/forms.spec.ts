/** A form of a page: with and without scripts, with mistakes, by keyboard, and on the admin's side. */
import type { Page } from "playwright/test";
import { startReceiver, answers, type Receiver } from "../../fixtures/receiver.ts";
import { ADMIN_PASSWORD } from "../../fixtures/site/running-site.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { expect, test } from "../fixtures.ts";

const SETTINGS = { FORM_WEBHOOK_SECRET: "Vn4tKz8RmQe2WxPb", CRON_SECRET: "Wm5tKe8RzQp2XbNj" };
const form = (page: Page) => page.locator("form[data-form=contact]");
const sent = (page: Page) => page.locator("#contact-sent");

let receiver: Receiver;
test.beforeEach(async ({ page, restartSite }) => {
  await page.clock.install();
  receiver = await startReceiver();
  // A store of its own: ten messages a minute are taken from one address.
  await restartSite({ ...SETTINGS, FORM_WEBHOOK_URL: `${receiver.origin}/forms`, DATA_DIR: test.info().outputPath("data") });
});
test.afterEach(async ({ restartSite }) => {
  await restartSite();
  await receiver.close();
});

interface Body {
  form: string;
  page: string;
  fields: Record<string, string>;
  attribution?: { source?: string; campaign?: string };
}
const received = () => receiver.received.map(({ body }) => JSON.parse(body) as Body);

/** The form's code has come with the first field that was used: until then, the browser posts the form. */
const hasCode = (page: Page) => expect(form(page)).toHaveAttribute("novalidate");

async function fillIn(page: Page, message: string): Promise<void> {
  await form(page).getByLabel("Your name").fill("Ada");
  await form(page).getByLabel("Your e-mail address").fill("ada@example.com");
  await form(page).getByLabel("Your message").fill(message);
  await form(page).getByLabel("You may store my message").check();
  await hasCode(page);
  // Nobody fills in a form within a moment.
  await page.clock.fastForward(5_000);
}
const send = (page: Page) => form(page).getByRole("button", { name: "Send Message" }).click();

test("before it is used, a form asks for nothing; then it is sent without leaving the page, with the visit's campaign", async ({ page }) => {
  await page.goto("/?utm_source=letter&utm_campaign=spring");
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage))).toContain("booking-visit");
  const requests: string[] = [];
  page.on("request", (request) => requests.push(`${request.resourceType()} ${new URL(request.url()).pathname}`));
  await page.goto("/contact", { waitUntil: "networkidle" });
  const scripts = () => requests.filter((request) => /^(?:script|fetch|xhr)|\/api\//.test(request));
  expect(scripts()).toEqual([]);
  await page.evaluate(() => {
    document.addEventListener("readyslot:sent", (event) => (document.title = JSON.stringify((event as CustomEvent).detail)));
  });
  await fillIn(page, "With a script");
  expect(scripts().toSorted()).toEqual(["image /api/forms/start", expect.stringMatching(/^script \/_astro\/FormCode\./)]);
  await send(page);
  await expect(sent(page)).toBeVisible();
  await expect(sent(page)).toBeFocused();
  await expect(form(page)).toBeHidden();
  await expect(page).toHaveTitle('{"form":"contact"}');
  await expect.poll(received).toMatchObject([{ form: "contact", page: "/contact", fields: { name: "Ada", email: "ada@example.com", message: "With a script", consent: "yes" }, attribution: { source: "letter", campaign: "spring" } }]);
  expect(new URL(page.url()).hash).toBe("#contact-sent");
});

test("mistakes are named beside their fields and read out with them, and what was typed stays", async ({ page }) => {
  await page.goto("/contact");
  await form(page).getByLabel("Your name").fill("Ada");
  await form(page).getByLabel("Your e-mail address").fill("ada@example");
  await hasCode(page);
  await send(page);
  const email = form(page).getByLabel("Your e-mail address");
  await expect(email).toBeFocused();
  await expect(email).toHaveAccessibleDescription("Please enter a complete e-mail address, such as name@example.com.");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(form(page).getByLabel("Your message")).toHaveAccessibleDescription(/The address of the page helps\. Please fill in this field\./);
  await expect(form(page).getByLabel("You may store my message")).toHaveAccessibleDescription("Please tick this box.");
  await expect(form(page).getByRole("alert")).toHaveText("Please correct the marked fields.");
  await expect(form(page).getByLabel("Your name")).toHaveValue("Ada");
  expect(await accessibilityProblems(page)).toEqual([]);
  await fillIn(page, "Corrected");
  await send(page);
  await expect(sent(page)).toBeVisible();
});

test("it can be filled in and sent by keyboard alone, and axe finds nothing", async ({ page }) => {
  await page.goto("/contact");
  expect(await accessibilityProblems(page)).toEqual([]);
  await form(page).getByLabel("Your name").focus();
  for (const text of ["Ada", "ada@example.com"]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("A w");
  await page.keyboard.press("Tab");
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(form(page).getByRole("button")).toBeFocused();
  await hasCode(page);
  await page.clock.fastForward(5_000);
  await page.keyboard.press("Enter");
  await expect(sent(page)).toBeVisible();
  await expect.poll(received).toMatchObject([{ fields: { topic: "A whole website", message: "By keyboard" } }]);
});

test("when it cannot be sent, it says so with another way, and keeps what was typed", async ({ page, complaints }) => {
  await page.goto("/contact");
  await fillIn(page, "Nobody hears this");
  await page.route("**/api/forms/contact", (route) => route.abort());
  await send(page);
  await expect(form(page).getByRole("alert")).toHaveText("Your message could not be sent. Please try again, or write to hello@lapwing.example.");
  await expect(form(page).getByLabel("Your message")).toHaveValue("Nobody hears this");
  await page.unroute("**/api/forms/contact");
  await send(page);
  await expect(sent(page)).toBeVisible();
  complaints.length = 0;
});

/** The server's clock decides: the answer to the first request of the form, as if it had come a while ago. */
const startedBefore = (page: Page, origin: string) => page.context().addCookies([{ name: "readyslot-form", value: String(Math.floor(Date.now() / 1_000) - 60), domain: new URL(origin).hostname, path: "/api/forms", httpOnly: true, sameSite: "Strict" }]);

async function typed(page: Page, message: string): Promise<void> {
  await form(page).getByLabel("Your name").fill("Ada");
  await form(page).getByLabel("Your e-mail address").fill("ada@example.com");
  await form(page).getByLabel("Your message").fill(message);
  await form(page).getByLabel("You may store my message").check();
}

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("it is posted, and the page says that it was sent", async ({ page, site }) => {
    await page.goto("/contact");
    const started = page.waitForResponse("**/api/forms/start");
    await typed(page, "Without a script");
    expect((await (await started).allHeaders())["set-cookie"]).toMatch(/^readyslot-form=\d+; Path=\/api\/forms; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    await startedBefore(page, site.origin);
    await send(page);
    await page.waitForURL("**/contact#contact-sent");
    await expect(sent(page)).toBeVisible();
    await expect(form(page)).toBeHidden();
    await expect.poll(received).toMatchObject([{ fields: { message: "Without a script" } }]);
  });

  test("a page of its own names the mistakes and has everything that was typed", async ({ page }) => {
    await page.goto("/contact");
    // Most browsers refuse to send this themselves.
    const answer = await page.request.post("/api/forms/contact", { form: { _page: "/contact", _homepage: "", name: "Ada & <b>Co</b>", email: "ada@example", topic: "A whole website", message: 'Line "one"\nLine two' }, headers: { accept: "text/html" } });
    expect(answer.status()).toBe(422);
    await page.setContent(await answer.text());
    await expect(page.locator("html")).toHaveAttribute("lang", "en-GB");
    expect((await form(page).boundingBox())?.width).toBeGreaterThan(400);
    await expect(form(page).getByLabel("Your name")).toHaveValue("Ada & <b>Co</b>");
    await expect(form(page).getByLabel("Your message")).toHaveValue('Line "one"\nLine two');
    await expect(form(page).getByLabel("What it is about")).toHaveValue("A whole website");
    await expect(form(page).getByLabel("Your e-mail address")).toHaveAccessibleDescription(/complete e-mail address/);
    await expect(form(page).getByRole("alert")).toHaveText("Please correct the marked fields.");
    await expect(page.getByRole("link", { name: "Back to the page" })).toHaveAttribute("href", "/contact");
    expect(answer.headers()["cache-control"]).toBe("no-store");
  });

  test("a post that comes too fast is asked for once more, with everything in place", async ({ page, site, complaints }) => {
    // However long this machine takes to type: no clock has started.
    await page.route("**/api/forms/start", (route) => route.fulfill({ status: 204 }));
    await page.goto("/contact");
    await typed(page, "In a hurry");
    await send(page);
    await expect(form(page).getByRole("alert")).toHaveText("Please press the button once more.");
    await expect(form(page).getByLabel("Your message")).toHaveValue("In a hurry");
    expect(received()).toEqual([]);
    // The button gets the focus, which asks for the picture once more.
    await page.unroute("**/api/forms/start");
    await startedBefore(page, site.origin);
    await send(page);
    await page.waitForURL("**/contact#contact-sent");
    await expect.poll(received).toMatchObject([{ fields: { message: "In a hurry" } }]);
    // The answer to the first one is a 422.
    complaints.length = 0;
  });
});

test("a message that its receiver does not take waits for the admin, who can read, export, send and delete it", async ({ page, site, request }) => {
  receiver.answer = answers(503);
  await page.goto("/contact");
  await fillIn(page, '=HYPERLINK("x")');
  await send(page);
  await expect(sent(page)).toBeVisible();
  await expect.poll(() => receiver.received.length).toBe(1);

  expect((await request.get("/admin/forms", { maxRedirects: 0 })).status()).toBe(303);
  await page.goto("/admin/sign-in?next=/admin/forms");
  await page.getByLabel("Password").fill(ADMIN_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.goto("/admin/forms");
  const row = page.getByRole("row").filter({ hasText: "HYPERLINK" });
  await expect(row).toContainText("Your e-mail address: ada@example.com");
  await expect(row).toContainText("not accepted once, sent again");
  expect(await accessibilityProblems(page)).toEqual([]);
  const csv = await page.request.get("/admin/forms?format=csv");
  expect(csv.headers()["content-type"]).toBe("text/csv; charset=utf-8");
  expect(await csv.text()).toMatch(/^at,form,page,language,state,campaign,message,id\r\n[^\n]*,contact,\/contact,/);

  receiver.answer = answers(200);
  await row.getByRole("button", { name: /^Send/ }).click();
  await expect(page.getByRole("status")).toHaveText("The message is sent again.");
  await expect.poll(() => receiver.received.length).toBe(2);
  await expect.poll(async () => (await page.request.get("/admin/forms")).text()).toContain("There are no messages.");

  receiver.answer = answers(503);
  await page.goto("/contact");
  await fillIn(page, "To be deleted");
  await send(page);
  await expect(sent(page)).toBeVisible();
  await page.goto("/admin/forms");
  await page.getByRole("button", { name: /^Delete: message/ }).click();
  await expect(page.getByText("There are no messages.")).toBeVisible();
  const cron = await fetch(`${site.origin}/api/cron/alerts`, { headers: { authorization: `Bearer ${SETTINGS.CRON_SECRET}` } });
  expect(await cron.json()).toMatchObject({ success: true, forms: { waiting: 0, failed: 0 } });
});
