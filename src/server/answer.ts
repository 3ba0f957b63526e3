import type { RequestNote } from "../metrics/request-counts.ts";
import { commonHeaders } from "./headers.ts";
import type { AnswerSettings, Served } from "./served.ts";

/** Answers a valid request with JSON; with 304 where the client has that answer already. */
export function answer(
  served: Served,
  request: Request,
  json: string,
  note: RequestNote,
): Response {
  served.recent?.add(request.url, { json, note });
  return respond(served, request, json);
}

/** Like `answer`, for a value that is not determined by the generation and so has a tag of its own bytes. */
export function answerWithOwnTag(served: Served, request: Request, value: unknown): Response {
  const json = JSON.stringify(value);
  const { generation } = served.catalogue;
  if (generation === null) return respond(served, request, json);
  const tag = `"${generation}-${Bun.hash(json).toString(16)}"`;
  const headers = new Headers(served.headers);
  headers.set("ETag", tag);
  return respond({ tag, headers }, request, json);
}

/** Answers with a value as JSON that no client or cache may keep. */
export function answerOnce(settings: AnswerSettings, value: unknown): Response {
  return answerTextOnce(settings, JSON.stringify(value));
}

/** Like `answerOnce`, with a value that is JSON already. */
export function answerTextOnce(
  { corsOrigin }: Pick<AnswerSettings, "corsOrigin">,
  text: string | ReadableStream,
  type = "application/json",
): Response {
  const headers = {
    "Content-Type": type,
    "Cache-Control": "no-store",
    ...commonHeaders(corsOrigin),
  };
  return new Response(text, { headers });
}

/** The last answer to the same URL; null where it is not kept. */
export function repeatAnswer(
  served: Served | null,
  request: Request,
  note: RequestNote,
): Response | null {
  const recent = served?.recent?.get(request.url);
  if (!served || recent === undefined) return null;
  note.route = recent.note.route;
  note.tier = recent.note.tier;
  return respond(served, request, recent.json);
}

/** Answers with a body, of whatever it is made; with 304 where the client has it already. */
export function respond(
  { tag, headers }: Pick<Served, "tag" | "headers">,
  request: Request,
  body: string | Blob | (() => string | ReadableStream),
): Response {
  const ifNoneMatch = tag === null ? null : request.headers.get("if-none-match");
  if (ifNoneMatch !== null && matchesTag(ifNoneMatch, tag!)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(typeof body === "function" ? body() : body, { headers });
}

/** An entity tag; one that is marked as weak compares as if it were not. */
const ENTITY_TAG = /(?:W\/)?("[^"]*")/g;

/** Whether an If-None-Match header, which may be a list or `*`, names a tag (RFC 9110, 13.1.2). */
export function matchesTag(ifNoneMatch: string, tag: string): boolean {
  if (ifNoneMatch.trim() === "*") return true;
  for (const [, opaque] of ifNoneMatch.matchAll(ENTITY_TAG)) {
    if (opaque === tag) return true;
  }
  return false;
}
