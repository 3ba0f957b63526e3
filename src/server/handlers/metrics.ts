import { CONTENT_TYPE } from "../../metrics/prometheus.ts";
import type { Endpoint } from "../api/route.ts";
import { commonHeaders } from "../common-headers.ts";
import type { AnswerSettings } from "../served.ts";

/** What this server has done so far, for Prometheus. */
export const metrics: Endpoint = {
  method: "GET",
  paths: ["/metrics"],
  handle: (_request, _parameters, { metrics: measure, settings }) => {
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
