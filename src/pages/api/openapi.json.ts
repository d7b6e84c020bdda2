import type { APIRoute } from "astro";
import { openApiDocument } from "../../metrics/report/openapi/openapi.ts";

export const prerender = true;

/** The OpenAPI 3.1 document of the endpoints. */
export const GET: APIRoute = () => Response.json(openApiDocument(RELEASE));
