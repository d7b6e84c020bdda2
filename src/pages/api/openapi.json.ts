import type { APIRoute } from "astro";
import { openApiDocument } from "../../metrics/report/openapi/openapi.ts";

export const prerender = true;

/** What our endpoints take and answer: OpenAPI 3.1, the same for everyone. */
export const GET: APIRoute = () => Response.json(openApiDocument(RELEASE));
