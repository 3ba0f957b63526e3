import { answerOnce } from "../answer.ts";
import { describeApi } from "../api/openapi.ts";
import type { Route } from "../api/route.ts";

/** The route that describes others, and itself. */
export function openApiOf(others: readonly Route[]): Route {
  const route: Route = {
    name: "openapi",
    method: "GET",
    paths: ["/openapi.json"],
    summary: "This description",
    parameters: [],
    answers: "Description",
    isTagged: false,
    problems: [],
    handle: (_request, _parameters, { settings }) =>
      answerOnce(settings, describeApi([...others, route], settings)),
  };
  return route;
}
