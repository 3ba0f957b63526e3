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
    const told = (about: object) => ({ ...about, label_minimum: served.settings.labelMinimum });
    const about = served.catalogue.about();
    const value = about instanceof Promise ? about.then(told) : told(about);
    return answerWithOwnTag(served, request, value);
  },
};
