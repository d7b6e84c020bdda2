/**
 * An editor's day in the browser: a page with every section, a picture and a booking button, seen in the preview; a mistake that
 * the check reports, mended; scheduled, published, and undone. The editor is part of a real build, and the Git host commits
 * into a real repository.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright/test";
import { root as project } from "../../../scripts/settings.ts";
import { checkContent } from "../../../src/content-check/check-content.ts";
import { cmsConfig } from "../../../src/editing/cms-config.ts";
import { editingConfig, type EditingConfig } from "../../../src/editing/editing-config.ts";
import { OPTIONS } from "../../content/written-site.ts";
import { buildIn } from "../../fixtures/builds/built-copy.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { gitRepository, type GitRepository } from "../../fixtures/editing/git-repository.ts";
import { startGitHost, type CommitReport, type GitHost } from "../../fixtures/editing/git-host.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import { expect, test as onSite } from "../fixtures.ts";

interface Website {
  readonly repository: GitRepository;
  readonly host: GitHost;
  /** The folder of the built site. */
  readonly folder: string;
  /** Deploys the next pushes: builds the branch, and serves it. */
  deploys: boolean;
  /** The origin of the newest preview. */
  preview?: string;
}

/** The CMS leads to previews on https alone. */
const PREVIEW = "https://preview.example";

const NAME = "acme/website";

const test = onSite.extend<object, { website: Website }>({
  website: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const { root, remove } = await copyProject();
      const files = await mkdtemp(join(tmpdir(), "readyslot-files-"));
      await cp(join(root, "src/content"), join(files, "src/content"), { recursive: true });
      const repository = await gitRepository(files);
      const previews: { close(): Promise<void> }[] = [];
      const website: Website = { repository, folder: root, deploys: false, host: await startGitHost({ repository, name: NAME, pushed }) };

      async function pushed(_branch: string, commit: string): Promise<CommitReport> {
        const { deploys } = website;
        const checkout = await mkdtemp(join(tmpdir(), "readyslot-checkout-"));
        try {
          await repository.checkOut(commit, checkout);
          const check = await contentCheck(checkout);
          if (check.conclusion === "FAILURE") return { check, deployment: { state: "FAILURE" } };
          if (!deploys) return { check };
          await cp(join(checkout, "src/content"), join(root, "src/content"), { recursive: true });
          await buildIn(root, { VERCEL_ENV: "preview" });
          const preview = await startSite({ TEST_SITE_ROOT: root });
          previews.push(preview);
          website.preview = preview.origin;
          return { check, deployment: { state: "SUCCESS", url: PREVIEW } };
        } finally {
          await rm(checkout, { recursive: true, force: true });
        }
      }

      const config = join(root, "src/site.config.ts");
      await writeFile(config, (await readFile(config, "utf8")).replace("defineSite({", `defineSite({\n  editing: { host: "github", repository: "${NAME}", api: "${website.host.api}" },`));
      await buildIn(root, {});
      await use(website);
      for (const preview of previews) await preview.close();
      await website.host.stop();
      await repository.remove();
      await rm(files, { recursive: true, force: true });
      await remove();
    },
    { scope: "worker", timeout: 400_000 },
  ],
  site: [
    async ({ website }, use) => {
      // It has its files in memory: previews are built in the same folder.
      const site = await startSite({ TEST_SITE_ROOT: website.folder });
      await use(site);
      await site.close();
    },
    { scope: "worker", timeout: 400_000 },
  ],
});

/** A text of a line of a job's output. */
const plain = (text: string) => text.replaceAll("%0A", "\n").replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%25", "%");

/** The check as it runs for a pull request, with the page that it writes for editors. */
async function contentCheck(root: string): Promise<NonNullable<CommitReport["check"]>> {
  const summary = join(root, "summary.md");
  const child = spawn(process.execPath, [join(project, "scripts/check-content.ts")], { env: { ...process.env, CONTENT_ROOT: root, GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary }, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, "close");
  const annotations = [...output.matchAll(/^::error file=([^,]*),[^:]*title=([^:]*)::(.*)$/gm)].map(([, path = "", title = "", message = ""]) => ({ path: plain(path), title: plain(title), message: plain(message) }));
  return { conclusion: code === 0 ? "SUCCESS" : "FAILURE", summary: await readFile(summary, "utf8"), annotations };
}

interface AnyField {
  name: string;
  label: string;
  widget?: string;
  required?: unknown;
  min?: number;
  label_singular?: string;
  fields?: AnyField[];
  field?: AnyField;
  types?: { name: string; label: string; fields?: AnyField[] }[];
}

const { collections = [] } = cmsConfig(editingConfig.parse({ host: "github", repository: NAME }) as EditingConfig, { name: "Studio", languages: [] });
const PAGE_FIELDS = (collections.find(({ name }) => name === "pages") as unknown as { fields: AnyField[] }).fields;
/** All but one: a page has sixteen at most. */
const SECTIONS = (PAGE_FIELDS.find(({ name }) => name === "sections")?.types ?? []).filter(({ name }) => name !== "benchmark");

const groupOf = (scope: Locator | Page, label: string) => scope.getByRole("group", { name: new RegExp(`^“\\W?${label.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\W?” Field$`) }).first();

/** The items of a list, without those of lists in them. */
const itemsOf = (group: Locator) => group.locator(".item-list").first().locator(":scope > .item-wrapper");

const PICTURES = ["features", "steps", "quote", "work"];

let count = 0;
/** A text that no other field has. */
const words = (label: string) => `${label} ${++count} of the spring check`.slice(0, 40);
const VALUES: Readonly<Record<string, string>> = { Link: "/services", Value: "3 s", Price: "€90", Name: "spring", Video: "https://youtu.be/M7lc1UVf-VE" };

/** Fills in the required fields as an editor would, in the order of the form. */
async function fillIn(page: Page, scope: Locator | Page, fields: readonly AnyField[]): Promise<void> {
  for (const field of fields) if (field.required === true) await fillOne(page, groupOf(scope, field.label), field);
}

async function fillOne(page: Page, group: Locator, field: AnyField, index = 0): Promise<void> {
  switch (field.widget) {
    case "string":
    case "text":
      return group.getByRole("textbox").first().fill(VALUES[field.label] ?? words(field.label));
    case "number":
      return group.locator("input").first().fill(String(10 + index));
    case "image":
      // A second file with the name of the first one asks whether to replace it.
      await group.locator('input[type="file"]').first().setInputFiles(join(project, "docs/sections", `${PICTURES.shift()}.png`));
      return expect(group.getByRole("button", { name: /Replace/ })).toBeVisible();
    case "select":
    case "relation":
      await group.getByRole("combobox").click();
      return page.getByRole("option").nth(index).click();
    case "list": {
      for (let i = 0; i < (field.min ?? 0); i++) {
        await group.getByRole("button", { name: new RegExp(`^Add \\W?${field.label_singular}\\W?$`) }).last().click();
        const item = itemsOf(group).nth(i);
        await expect(item).toBeVisible();
        if (field.field) await fillOne(page, item, field.field, i);
        else await fillIn(page, item, field.fields ?? []);
      }
      return;
    }
    case "object":
      return fillIn(page, group, field.fields ?? []);
    default:
      throw new Error(`The test cannot fill in ${field.name}, a ${field.widget}.`);
  }
}

async function signIn(page: Page, { host }: Website): Promise<void> {
  await page.goto("/edit");
  await expect(page.getByText(`You need an account at ${new URL(host.api).host} with access to ${NAME}.`)).toBeVisible();
  await page.getByRole("button", { name: "Sign In Using Access Token" }).click();
  await page.getByRole("textbox", { name: "Personal Access Token" }).fill(host.token);
  await page.getByRole("button", { name: "Sign In", exact: true }).click();
  await expect(page.getByText("Pages", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("You need an account")).toBeHidden();
}

/** Saves the entry. A complete draft may be sent for review; the editor is closed afterwards. */
async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const later = page.getByRole("alertdialog").getByRole("button", { name: "Later" });
  const list = page.getByText("Entry saved.");
  await expect(later.or(list).first()).toBeVisible();
  if (await later.isVisible()) await later.click();
  // The dialog hides the editor before the CMS closes it and goes to the list.
  await expect(page).not.toHaveURL(/\/(?:new|entries)\b/);
}

async function open(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), `#/${place}`);
}

const ENTRY = "collections/pages/entries/spring-check";

/** What the CMS's own preview warns of, and the host's answer for a branch that does not exist yet. */
const EXPECTED = /allow-scripts and allow-same-origin|status of 422/;
test.afterEach(({ complaints }) => void complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !EXPECTED.test(complaint))));

// A step that cannot go on says so long before the whole day is over.
test.use({ viewport: { width: 1600, height: 3000 }, trace: "off", actionTimeout: 60_000 });
test.setTimeout(900_000);

test("an editor writes a page with every section in the browser, mends what the check reports, schedules, publishes and undoes it", async ({ page, website, context }) => {
  const { repository, host } = website;
  const outside: string[] = [];
  await context.route(/^https?:\/\/(?!localhost|127\.0\.0\.1)/, async (route) => {
    const url = route.request().url();
    if (url.startsWith(PREVIEW)) return route.fulfill({ response: await route.fetch({ url: url.replace(PREVIEW, website.preview ?? "") }) });
    outside.push(url);
    return route.abort();
  });
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  await signIn(page, website);

  await test.step("write a page with a picture, a booking button and every section", async () => {
    await open(page, "collections/pages/new");
    await groupOf(page, "Title").getByRole("textbox").fill("Spring check");
    await groupOf(page, "Description").getByRole("textbox").fill("We look at your site together in spring, and name three things to mend first.");
    const hero = groupOf(page, "Hero");
    await groupOf(hero, "Heading").getByRole("textbox").fill("Your site in spring");
    await groupOf(hero, "Text").getByRole("textbox").fill("Thirty minutes, and a list of three things.");
    await hero.getByRole("checkbox", { name: /^Add \W?Image\W?$/ }).click();
    const image = groupOf(hero, "Image");
    await image.locator('input[type="file"]').first().setInputFiles(join(project, "docs/home.png"));
    await groupOf(image, "Description of the picture").getByRole("textbox").fill("The site on a screen");
    await hero.getByRole("checkbox", { name: /^Add \W?Booking button\W?$/ }).click();
    await groupOf(groupOf(hero, "Booking button"), "Label").getByRole("textbox").fill("Book the Check");

    const sections = groupOf(page, "Sections");
    for (const [i, { name, label, fields = [] }] of SECTIONS.entries()) {
      await sections.getByRole("button", { name: /^Add \W?Section\W?$/ }).last().click();
      await page.getByRole("menuitem", { name: label }).click();
      const item = itemsOf(sections).nth(i);
      await expect(item, name).toBeVisible();
      await fillIn(page, item, fields);
      // The site has no address of its own.
      if (name === "map") await groupOf(item, "Address").getByRole("textbox").fill("Example Street 1, 10115 Berlin");
      // A button without a label needs an event with one.
      if (name === "cta") await groupOf(item, "Label").getByRole("textbox").fill("Book the Check");
    }
  });

  await test.step("see it in the preview, with the site's own look", async () => {
    const preview = page.frameLocator('iframe[title="Content Preview"]');
    await expect(preview.getByRole("heading", { level: 1 })).toHaveText("Your site in spring");
    await expect(preview.getByText("Book the Check").first()).toBeVisible();
    await expect(preview.getByRole("img", { name: "The site on a screen" })).toHaveJSProperty("complete", true);
    const ink = await preview.locator("html").evaluate((element) => getComputedStyle(element).getPropertyValue("--ink").trim());
    expect(ink).not.toBe("");
  });

  await test.step("save: the check reports a link to a page that does not exist, in words", async () => {
    await groupOf(page, "Old addresses").getByRole("button", { name: /^Add/ }).last().click();
    await groupOf(groupOf(page, "Old addresses"), "From").getByRole("textbox").fill("/services");
    await save(page);
    await expect.poll(() => host.pulls.length).toBe(1);
    const saved = await repository.read("cms/pages/spring-check", "src/content/pages/spring-check.md");
    expect(saved).toContain("src: ../images/home.png");
    for (const { name } of SECTIONS) expect(saved, name).toContain(`type: ${name}`);
    await open(page, "workflow");
    await expect(page.getByText("Build Failed")).toBeVisible({ timeout: 60_000 });
    await open(page, ENTRY);
    const notice = page.frameLocator('iframe[title="Content Preview"]').getByRole("complementary").filter({ hasText: "The check of the whole site" });
    await expect(notice).toContainText("Old addresses 1 in pages/spring-check.md");
    await expect(notice).toContainText("Fix: ");
    const report = await context.newPage();
    await report.goto(`${new URL(host.api).origin}/${NAME}/pull/1`);
    await expect(report.locator("pre")).toContainText("Pages › spring-check");
    await expect(report.locator("pre")).toContainText("Old addresses 1");
    await report.close();
  });

  await test.step("mend it, and see the built page in the preview deployment", async () => {
    website.deploys = true;
    const old = groupOf(page, "Old addresses");
    await old.getByRole("button", { name: "Expand", exact: true }).click();
    await groupOf(old, "From").getByRole("textbox").fill("/spring-checked");
    await save(page);
    website.deploys = false;
    await open(page, ENTRY);
    const view = page.getByRole("button", { name: "View Preview" });
    await expect(view).toBeVisible({ timeout: 180_000 });
    const opened = context.waitForEvent("page");
    await view.click();
    const built = await opened;
    await expect(built.getByRole("heading", { level: 1 })).toHaveText("Your site in spring");
    await expect(built.getByRole("link", { name: "Book the Check" }).first()).toHaveAttribute("href", /studio\/30min/);
    await expect(built.locator(".hero img, main img").first()).toHaveJSProperty("complete", true);
    await built.close();
  });

  await test.step("schedule it and publish it", async () => {
    await groupOf(page, "Publish date").getByRole("textbox").or(groupOf(page, "Publish date").locator('input[type="date"]')).first().fill("2099-03-01");
    await save(page);
    await open(page, ENTRY);
    await page.getByRole("button", { name: /^Status:/ }).click();
    await page.getByRole("menuitemradio", { name: "Ready" }).click();
    await page.getByRole("button", { name: "Publish Entry" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: /^Publish/ }).click();
    await expect.poll(() => host.pulls[0]?.state).toBe("MERGED");
    const published = await repository.read("main", "src/content/pages/spring-check.md");
    expect(published).toContain("publishDate: 2099-03-01");
    expect(published).not.toContain("draft:");
    const checkout = await mkdtemp(join(tmpdir(), "readyslot-main-"));
    await repository.checkOut("main", checkout);
    expect(await checkContent(checkout, OPTIONS)).toEqual([]);
    await rm(checkout, { recursive: true, force: true });
  });

  await test.step("undo: first an unpublished change, then the publication", async () => {
    await open(page, ENTRY);
    const title = groupOf(page, "Title").getByRole("textbox");
    await title.fill("Summer check");
    await page.getByRole("button", { name: "Show Editor Options" }).click();
    await page.getByRole("menuitem", { name: "Revert All Changes" }).click();
    await expect(title).toHaveValue("Spring check");
    await host.revert(1);
    expect(await repository.read("main", "src/content/pages/spring-check.md")).toBeUndefined();
  });

  expect(host.refused).toEqual([]);
  expect(errors).toEqual([]);
  expect(outside.filter((url) => !/githubstatus|unpkg/.test(url))).toEqual([]);
});

/** The text below the fields of a file. */
const lines = (content: string | undefined) => (content ?? "").split(/^---$/m).slice(2).join("---").trim().split("\n");

test("a word typed into the formatted text of an article changes nothing else in its file", async ({ page, website }) => {
  const { repository } = website;
  const file = "src/content/posts/how-to-measure-a-booking-button.md";
  await signIn(page, website);
  await open(page, "collections/posts/entries/how-to-measure-a-booking-button");
  await groupOf(page, "Text").getByRole("textbox").last().getByText("enough to see where its time goes.").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" Added at the end.");
  await save(page);
  const [before, after] = [lines(await repository.read("main", file)), lines(await repository.read("cms/posts/how-to-measure-a-booking-button", file))];
  expect(after).toEqual([...before.slice(0, -1), `${before.at(-1)} Added at the end.`]);
});

test("the editor's page has its own policy, is in no sitemap, and asks search engines to leave it out", async ({ request }) => {
  const answer = await request.get("/edit");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["x-robots-tag"]).toBe("noindex, nofollow");
  expect(answer.headers()["content-security-policy"]).toMatch(/script-src 'self' 'wasm-unsafe-eval';/);
  expect((await request.get("/")).headers()["content-security-policy"]).not.toContain("wasm-unsafe-eval");
  for (const path of ["/sitemap.xml", "/robots.txt", "/rss.xml"]) expect(await (await request.get(path)).text()).not.toMatch(/\/edit\b/);
});
