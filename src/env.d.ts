import "astro";

declare module "astro" {
  interface AstroClientDirectives {
    /** Hydrates when a visitor comes near a booking link: src/booking/browser/intent.ts. */
    "client:intent"?: boolean;
  }
}
