/** The providers of this build, in the order of src/site.config.ts; from analytics-build.ts. */
declare module "virtual:readyslot-providers" {
  // An ambient module cannot import from a relative path.
  // oxlint-disable-next-line typescript/consistent-type-imports
  const providers: readonly import("./browser/provider.ts").ConfiguredProvider[];
  export default providers;
}
