import { answerWithOwnTag } from "../answer.ts";
import type { Route } from "../api/route.ts";

export const indexInfo: Route = {
  name: "index",
  method: "GET",
  paths: ["/v1/index"],
  summary: "The data that this server answers from",
  parameters: [],
  answers: "Index",
  isTagged: true,
  problems: [503],
  handle: (request, _parameters, state) => {
    const served = state.requireServed();
    const about = state.turns.run(request, served.catalogue.stepwise.about);
    const told = (value: object) =>
      answerWithOwnTag(served, request, {
        ...value,
        label_minimum: served.settings.labelMinimum,
      });
    return about instanceof Promise ? about.then(told) : told(about);
  },
};
