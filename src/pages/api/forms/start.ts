import type { APIRoute } from "astro";
import { startAnswer } from "../../../host/forms/form-traps.ts";

export const prerender = false;

/** Starts the clock of a form: see form-traps.ts. */
export const GET: APIRoute = ({ request }) => startAnswer(request, new Date());
