import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Migration } from "../migrations.ts";

/** Before 0.2, a site might have no configuration file. */
export const siteConfig: Migration = {
  to: "0.2.0",
  text: "src/site.config.ts was added. It has the site's colours, typeface, logo and languages: see docs/brand.md.",
  async run(root) {
    const file = "src/site.config.ts";
    if (existsSync(join(root, file))) return [];
    await writeFile(join(root, file), `import { defineSite } from "./site/config/site-config.ts";\n\n/** The site's configuration. Every field is optional. */\nexport default defineSite({});\n`);
    return [file];
  },
};
