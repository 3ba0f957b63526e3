import { CONTENT_TYPE } from "../../metrics/prometheus.ts";
import type { Endpoint } from "../api/route.ts";
import { commonHeaders } from "../common-headers.ts";
import { notFound } from "../problem.ts";
import type { AnswerSettings } from "../served.ts";

/** What this server has done so far, for a Prometheus that asks it directly. */
export const metrics: Endpoint = {
  method: "GET",
  paths: ["/metrics"],
  handle: ({ headers }, _parameters, { metrics: measure, settings }) => {
    // They are the operator's own, and paths can be written so that a proxy's rules do not know them.
    if (headers.has("x-forwarded-for")) throw notFound("/metrics for who comes through a proxy");
    const text = measure();
    return text instanceof Promise
      ? text.then((known) => toResponse(known, settings))
      : toResponse(text, settings);
  },
};

function toResponse(text: string, { corsOrigin }: AnswerSettings): Response {
  return new Response(text, {
    headers: {
      "Content-Type": CONTENT_TYPE,
      "Cache-Control": "no-store",
      ...commonHeaders(corsOrigin),
    },
  });
}
