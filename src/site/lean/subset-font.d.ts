declare module "subset-font" {
  /** The characters of `text` in the font. https://github.com/papandreou/subset-font */
  export default function subsetFont(font: Buffer, text: string, options: { targetFormat: "woff2"; noHinting?: boolean; dropTables?: readonly string[]; keepFeatures?: readonly string[]; variationAxes?: Readonly<Record<string, number>> }): Promise<Buffer>;
}
