import { z } from "zod";
import { brandTokens, contrastProblems, TOKENS, type Token } from "./brand-tokens.ts";
import { hexColour } from "./colours.ts";

/** The part `brand` of src/site.config.ts. Files are paths from the project's root. */

const colour = z.string().transform((text, context) => {
  const hex = hexColour(text);
  if (hex) return hex;
  context.addIssue({ code: "custom", message: `"${text}" is not a colour that can be read. Write it in hexadecimal, for example "#0a7" or "#00aa77".` });
  return z.NEVER;
});

const file = (kinds: readonly string[], example: string) =>
  z
    .string()
    .regex(new RegExp(`^src/content/(?!.*\\.\\./)\\S+\\.(${kinds.join("|")})$`, "i"), `Expected the path of a file in src/content (${kinds.map((kind) => `.${kind}`).join(", ")}), for example "${example}".`);

const svg = (name: string) => file(["svg"], `src/content/brand/${name}.svg`);
const picture = file(["svg", "png", "webp", "avif", "jpg", "jpeg"], "src/content/brand/logo.svg");

const tokens = z.strictObject(Object.fromEntries(TOKENS.map((name) => [name, colour.optional()])) as Record<Token, z.ZodOptional<typeof colour>>).prefault({});

const colors = z
  .strictObject({
    accent: colour.default("#1d4ed8").describe("The colour of buttons, underlines and focus rings."),
    light: tokens.describe("Colours of the light design that are not to be derived: paper, ink, accent and the others in src/site/brand/brand-tokens.ts."),
    dark: tokens.describe("The same for the dark design."),
  })
  .superRefine((found, context) => {
    for (const { path, message } of contrastProblems(brandTokens(found))) context.addIssue({ code: "custom", path: path.slice(1), message });
  })
  .prefault({});

const fontFile = z
  .string()
  .regex(/^(?!.*\.\.\/)(src\/content\/|@?[a-z0-9])\S*\.(woff2?|ttf|otf)$/, 'Expected a font file: a path in src/content, such as "src/content/brand/font.woff2", or a file of an installed package, such as "@fontsource/inter/files/inter-latin-600-normal.woff".');

const font = z
  .strictObject({
    name: z.string().trim().regex(/^[^"'\\;{}<>]{1,60}$/, 'Expected the name of the typeface, such as "Inter".'),
    package: z
      .string()
      .regex(/^@fontsource(-variable)?\/[a-z0-9-]+$/, 'Expected a package of Fontsource, such as "@fontsource-variable/inter". Install it with npm first.')
      .optional()
      .describe("A package of Fontsource that is installed. Nothing is downloaded during a build."),
    subsets: z.array(z.string().regex(/^[a-z0-9-]+$/)).min(1).default(["latin", "latin-ext"]).describe("The package's character sets. The first one is preloaded."),
    files: z
      .array(
        z.strictObject({
          src: fontFile,
          weights: z.string().regex(/^[1-9]\d{0,2}( [1-9]\d{0,2})?$/, 'Expected a weight, such as "400", or the range of a variable font, such as "300 700".'),
          range: z.string().regex(/^U\+[\dA-F?-]+(, ?U\+[\dA-F?-]+)*$/i, 'Expected a unicode-range, such as "U+0020-007E, U+00A0-00FF".').optional(),
        }),
      )
      .min(1)
      .optional()
      .describe("The font's files, if it is not a package. The first one is preloaded."),
  })
  .refine((found) => (found.package === undefined) !== (found.files === undefined), "Expected either `package` or `files`.");

export const brandSchema = z
  .strictObject({
    colors: colors.describe("Colours in hexadecimal. Those that are left out are derived from the accent, with enough contrast."),
    radius: z.number().min(0).max(32).default(6).describe("The radius of corners, in px."),
    font: font.optional().describe("The typeface. If left out, the device's own."),
    logo: z
      .strictObject({
        src: picture,
        dark: picture.optional().describe("Another picture for the dark design. An SVG that draws with currentColor needs none."),
        height: z.number().min(16).max(96).default(32).describe("In px."),
        withName: z.boolean().default(true).describe("false if the picture contains the site's name."),
      })
      .optional()
      .describe("The picture in front of the site's name. If left out, the name alone."),
    icon: svg("icon").optional().describe("A square SVG for the browser's tab and for home screens. If left out, the first letter of the site's name."),
    art: svg("art").optional().describe("A drawing beside the heading of the home page."),
    socialImage: z
      .strictObject({
        art: svg("social").optional().describe("A drawing of 480 × 558 for the end of the picture."),
        fonts: z
          .array(fontFile)
          .min(1)
          .default(["@fontsource/outfit/files/outfit-latin-600-normal.woff", "@fontsource/outfit/files/outfit-latin-ext-600-normal.woff"])
          .describe("The fonts of the words: static weights as .woff, .ttf or .otf."),
      })
      .prefault({})
      .describe("The generated preview pictures of shared links."),
    calendar: z
      .strictObject({ hideDetails: z.boolean().default(false).describe("true leaves out the column with the event's title and description in Cal's calendar.") })
      .prefault({}),
  })
  .prefault({});

export type Brand = z.output<typeof brandSchema>;
