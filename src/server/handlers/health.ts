import { corsHeaders } from "../cors.ts";
import { notReady } from "../problem.ts";
import type { Handler } from "../routes.ts";

/** `GET /healthz`: the process is alive. */
export const healthz: Handler = (_request, _parameters, state) =>
  status("alive", corsHeaders(state.settings.corsOrigin));

/** `GET /readyz`: requests can be answered, and more may be sent. */
export const readyz: Handler = (_request, _parameters, state) => {
  if (state.draining) throw notReady("draining: this server is about to stop");
  const ready = state.requireServed().catalogue.ready();
  const response = () => status("ready", corsHeaders(state.settings.corsOrigin));
  return ready instanceof Promise ? ready.then(response) : response();
};

function status(text: string, cors: Record<string, string>): Response {
  const headers = { "Content-Type": "application/json", "Cache-Control": "no-store", ...cors };
  return new Response(JSON.stringify({ status: text }), { headers });
}
