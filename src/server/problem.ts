/** Errors over HTTP: `application/problem+json` (RFC 9457). */

import type { UnknownSpecies } from "../lookup/catalogue.ts";

/** The kinds of problems, by which programs tell them apart. */
const KINDS = [
  "bad-request",
  "bad-parameter",
  "bad-body",
  "unknown-species",
  "not-found",
  "wrong-method",
  "too-large",
  "media-type",
  "too-slow",
  "too-costly",
  "not-ready",
  "overloaded",
  "internal",
] as const;
type Kind = (typeof KINDS)[number];

export const PROBLEM_TYPES = KINDS.map(typeOf);

function typeOf(kind: Kind): string {
  return `urn:assembl:problem:${kind}`;
}

/** A request that cannot be answered as it is. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly kind: Kind,
    readonly title: string,
    readonly detail: string,
    /** The parameter, or member of the body, at fault; null where there is none. */
    readonly parameter: string | null = null,
    /** Further members of the body, and headers of the response. */
    readonly more: {
      members?: Readonly<Record<string, unknown>>;
      headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
  }

  /** @param headers the headers of every answer */
  toResponse(headers: Readonly<Record<string, string>>): Response {
    const body = {
      type: typeOf(this.kind),
      title: this.title,
      status: this.status,
      detail: this.detail,
      parameter: this.parameter,
      ...this.more.members,
    };
    return new Response(JSON.stringify(body), {
      status: this.status,
      headers: {
        "Content-Type": "application/problem+json",
        "Cache-Control": "no-store",
        ...headers,
        ...this.more.headers,
      },
    });
  }
}

export function badParameter(parameter: string, detail: string): Problem {
  return new Problem(400, "bad-parameter", "A parameter cannot be used", detail, parameter);
}

/** @param member the member of the body at fault, if there is one */
export function badBody(detail: string, member: string | null = null): Problem {
  return new Problem(400, "bad-body", "The body cannot be used", detail, member);
}

export function notFound(path: string): Problem {
  return new Problem(
    404,
    "not-found",
    "There is nothing at this path",
    `there is no route ${path}`,
  );
}

export function unknownSpecies({ problem, didYouMean }: UnknownSpecies): Problem {
  return new Problem(404, "unknown-species", "Unknown species", problem, "species", {
    members: { did_you_mean: didYouMean },
  });
}

/** Seconds after which a client may ask again. */
const RETRY_SECONDS = "1";
const RETRY = { headers: { "Retry-After": RETRY_SECONDS } };

export function notReady(detail: string): Problem {
  return new Problem(503, "not-ready", "Not ready", detail, null, RETRY);
}

export function tooCostly(
  detail = "this takes more work than a request may: ask for fewer names or species",
): Problem {
  return new Problem(400, "too-costly", "Too costly", detail);
}

/** @param detail what there is too much of */
export function overloaded(
  detail = "there are more requests than can be answered at the moment",
): Problem {
  return new Problem(503, "overloaded", "Overloaded", detail, null, RETRY);
}
