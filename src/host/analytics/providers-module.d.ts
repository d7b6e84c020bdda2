/** The providers of this build, in the order of src/site.config.ts; from analytics-build.ts. */
declare module "virtual:readyslot-providers" {
  const providers: readonly import("./browser/provider.ts").ConfiguredProvider[];
  export default providers;
}
