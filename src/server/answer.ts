import type { Awaitable } from "../lookup/catalogue.ts";
import type { RequestNote } from "../metrics/request-counts.ts";
import { commonHeaders } from "./common-headers.ts";
import { matchesTag } from "./conditional.ts";
import type { AnswerSettings, Served } from "./served.ts";

/** A value as the JSON answer to a valid request; 304 without it where the client has it already. */
export function answer(
  served: Served,
  request: Request,
  value: unknown,
  note: RequestNote,
): Response {
  const json = JSON.stringify(value);
  served.recent?.add(request.url, { json, note });
  return respond(served, request, json);
}

/** Like `answer`, for what is no part of the generation and so has a tag of its own bytes. */
export function answerWithOwnTag(
  served: Served,
  request: Request,
  value: Awaitable<unknown>,
): Awaitable<Response> {
  if (value instanceof Promise) {
    return value.then((known) => answerWithOwnTag(served, request, known));
  }
  const json = JSON.stringify(value);
  const { generation } = served.catalogue;
  if (generation === null) return respond(served, request, json);
  const tag = `"${generation}-${Bun.hash(json).toString(16)}"`;
  const headers = new Headers(served.headers);
  headers.set("ETag", tag);
  return respond({ tag, headers }, request, json);
}

/** A value as the JSON answer that nobody keeps. */
export function answerOnce(settings: AnswerSettings, value: unknown): Response {
  return answerTextOnce(settings, JSON.stringify(value));
}

/** The same of a value that is JSON already. */
export function answerTextOnce(settings: AnswerSettings, json: string): Response {
  const headers = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    ...commonHeaders(settings.corsOrigin),
  };
  return new Response(json, { headers });
}

/** The answer that was given to the same URL before; undefined where it is not known any more. */
export function repeatAnswer(
  served: Served | null,
  request: Request,
  note: RequestNote,
): Response | undefined {
  const recent = served?.recent?.get(request.url);
  if (!served || recent === undefined) return undefined;
  note.route = recent.note.route;
  note.tier = recent.note.tier;
  return respond(served, request, recent.json);
}

/** A text as the answer; 304 without it where the client has it already. */
export function respond(
  served: Pick<Served, "tag" | "headers">,
  request: Request,
  text: string,
): Response {
  const { tag, headers } = served;
  const ifNoneMatch = tag === null ? null : request.headers.get("if-none-match");
  if (ifNoneMatch !== null && matchesTag(ifNoneMatch, tag!)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(text, served);
}
