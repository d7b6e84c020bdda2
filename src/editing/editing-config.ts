import { z } from "zod";

/** `editing` in src/site.config.ts: editing in a browser, at /edit; see docs/browser-editing.md. */
export const editingConfig = z
  .strictObject({
    host: z.enum(["github", "gitlab", "gitea"]).describe("The Git host of the site's repository; Forgejo and Codeberg are \"gitea\"."),
    repository: z
      .string()
      .regex(/^[\w.-]+(\/[\w.-]+)+$/, 'Expected the owner and the name of the repository, such as "acme/website".')
      .describe('The repository at the host, e.g. "acme/website".'),
    branch: z.string().min(1).default("main").describe("The branch from which the public site is built."),
    publish: z
      .enum(["review", "direct"])
      .optional()
      .describe('"review" collects the changes to a page in a pull request until somebody publishes them; "direct" saves to the branch at once. If left out, "review" where the host supports it.'),
    api: z.url().optional().describe('The address of the API of a self-hosted Git host, e.g. "https://git.example.com/api/v1".'),
    signIn: z
      .union([z.literal("own"), z.url()], 'Expected "own", or the address of a service.')
      .optional()
      .describe('How editors sign in at GitHub: "own" with the OAuth app of the settings EDIT_GITHUB_ID and EDIT_GITHUB_SECRET, or the address of a service; see docs/browser-editing.md. Without it, they sign in with an access token.'),
    appId: z.string().min(1).optional().describe("The id of the application registered at GitLab or Gitea, with which editors sign in there without a service. Without it, they sign in with an access token."),
  })
  .superRefine(({ host, publish, signIn, appId }, context) => {
    if (host === "gitea" && publish === "review") context.addIssue({ code: "custom", path: ["publish"], message: 'The CMS has no review at Gitea. Write publish: "direct", or leave it out.' });
    if (host === "github" && appId !== undefined) context.addIssue({ code: "custom", path: ["appId"], message: 'At GitHub, editors sign in through a server. Write signIn: "own".' });
    if (host !== "github" && signIn !== undefined) context.addIssue({ code: "custom", path: ["signIn"], message: `Editors sign in at ${host === "gitlab" ? "GitLab" : "Gitea"} without a service: write the id of the application as appId.` });
  })
  .transform((config) => ({ ...config, publish: config.publish ?? (config.host === "gitea" ? ("direct" as const) : ("review" as const)) }))
  .optional()
  .describe("Editing in a browser, at /edit. If left out, there is no such page.");

export type EditingConfig = NonNullable<z.output<typeof editingConfig>>;
