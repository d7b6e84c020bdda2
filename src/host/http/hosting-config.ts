import { z } from "zod";

/** The field `hosting` of src/site.config.ts; docs/hosting.md explains it. */
export const hostingConfig = z
  .strictObject({
    /** The plan of the project at Vercel. On "pro" alerts are evaluated every five minutes, on "hobby" after each sample and once a day. */
    vercelPlan: z.enum(["hobby", "pro"]).default("hobby"),
    /** What the header Strict-Transport-Security says besides "https only, for two years". Browsers remember it: it cannot be taken back. */
    hsts: z
      .strictObject({
        /** Also for every subdomain, including those that other software serves. */
        includeSubDomains: z.boolean().default(false),
        /** Allows browsers' makers to add the domain to a list that their browsers contain (https://hstspreload.org). */
        preload: z.boolean().default(false),
      })
      .refine(({ includeSubDomains, preload }) => includeSubDomains || !preload, { path: ["preload"], message: "needs includeSubDomains: true, because browsers preload only whole domains (https://hstspreload.org)" })
      .prefault({}),
  })
  .prefault({});

export type Hosting = z.output<typeof hostingConfig>;

/** In seconds: two years, as hstspreload.org recommends. */
const HSTS_AGE = 63_072_000;

export function hstsHeader({ includeSubDomains, preload }: Hosting["hsts"]): string {
  return [`max-age=${HSTS_AGE}`, ...(includeSubDomains ? ["includeSubDomains"] : []), ...(preload ? ["preload"] : [])].join("; ");
}
