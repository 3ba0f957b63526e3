import { answerOnce } from "../answer.ts";
import type { Route } from "../api/route.ts";
import { notReady } from "../problem.ts";

export const healthz: Route = {
  name: "healthz",
  method: "GET",
  paths: ["/healthz"],
  summary: "The process is alive",
  parameters: [],
  answers: "Status",
  isTagged: false,
  problems: [],
  handle: (_request, _parameters, state) => answerOnce(state.settings, { status: "alive" }),
};

export const readyz: Route = {
  name: "readyz",
  method: "GET",
  paths: ["/readyz"],
  summary: "The server can answer requests and is not about to stop",
  parameters: [],
  answers: "Status",
  isTagged: false,
  problems: [503],
  handle: (request, _parameters, state) => {
    if (state.isDraining) throw notReady("draining: this server is about to stop");
    const { stepwise } = state.requireServed().catalogue;
    const ready = state.turns.run(request, stepwise.ready);
    const response = () => answerOnce(state.settings, { status: "ready" });
    return ready instanceof Promise ? ready.then(response) : response();
  },
};
