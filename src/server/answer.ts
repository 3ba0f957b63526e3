import { matchesTag } from "./conditional.ts";
import type { ServedIndex } from "./served-index.ts";

/** A JSON text as the answer to a valid request; 304 without it where the client has it already. */
export function answer(served: ServedIndex, request: Request, json: string): Response {
  served.recent.add(request.url, json);
  return respond(served, request, json);
}

/** Like `answer`, for what is no part of the generation and so has a tag of its own bytes. */
export function answerWithOwnTag(served: ServedIndex, request: Request, json: string): Response {
  const tag = `"${served.index.generation}-${Bun.hash(json).toString(16)}"`;
  const headers = new Headers(served.headers);
  headers.set("ETag", tag);
  return respond({ tag, headers }, request, json);
}

/** The answer that was given to the same URL before; undefined where it is not known any more. */
export function repeatAnswer(served: ServedIndex | null, request: Request): Response | undefined {
  const json = served?.recent.get(request.url);
  return served && json !== undefined ? respond(served, request, json) : undefined;
}

function respond(
  served: Pick<ServedIndex, "tag" | "headers">,
  request: Request,
  json: string,
): Response {
  const ifNoneMatch = request.headers.get("if-none-match");
  if (ifNoneMatch !== null && matchesTag(ifNoneMatch, served.tag)) {
    return new Response(null, { status: 304, headers: served.headers });
  }
  return new Response(json, served);
}
