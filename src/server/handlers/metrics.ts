import { CONTENT_TYPE } from "../../metrics/prometheus.ts";
import type { Endpoint } from "../api/route.ts";
import { commonHeaders } from "../common-headers.ts";

/** What this server has done so far, for Prometheus. */
export const metrics: Endpoint = {
  method: "GET",
  paths: ["/metrics"],
  handle: async (_request, _parameters, state) =>
    new Response(await state.metrics(), {
      headers: {
        "Content-Type": CONTENT_TYPE,
        "Cache-Control": "no-store",
        ...commonHeaders(state.settings.corsOrigin),
      },
    }),
};
