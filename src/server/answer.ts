import { matchesTag } from "./conditional.ts";
import type { ServedIndex } from "./served-index.ts";

/** A JSON text as the answer to a valid request; 304 without it where the client has it already. */
export function answer(served: ServedIndex, request: Request, json: string): Response {
  const ifNoneMatch = request.headers.get("if-none-match");
  if (ifNoneMatch !== null && matchesTag(ifNoneMatch, served.tag)) {
    return new Response(null, { status: 304, headers: served.headers });
  }
  return new Response(json, served);
}
