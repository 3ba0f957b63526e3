import { CONTENT_TYPE } from "../../metrics/prometheus.ts";
import { answerTextOnce } from "../answer.ts";
import type { Endpoint } from "../api/route.ts";
import { notFound } from "../problem.ts";

/** What this server has done so far, for a Prometheus that asks it directly. */
export const metrics: Endpoint = {
  method: "GET",
  paths: ["/metrics"],
  handle: ({ headers }, _parameters, { metrics: measure }) => {
    // Only the operator may read them, and a proxy's rules may miss some spellings of the path.
    if (headers.has("x-forwarded-for")) throw notFound("/metrics for requests through a proxy");
    const text = measure();
    return text instanceof Promise ? text.then(toResponse) : toResponse(text);
  },
};

/** Without CORS: pages that an operator opens are not to learn what the server does. */
function toResponse(text: string): Response {
  return answerTextOnce({ corsOrigin: "" }, text, CONTENT_TYPE);
}
