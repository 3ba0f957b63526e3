import { answerTextOnce } from "../answer.ts";
import { describeApi } from "../api/openapi.ts";
import type { Route } from "../api/route.ts";
import type { AnswerSettings } from "../served.ts";

/** The route that describes other routes and itself. */
export function openApiOf(others: readonly Route[]): Route {
  // Made once for each server, as it takes ten times as long as a look-up.
  const known = new WeakMap<AnswerSettings, string>();
  const describe = (settings: AnswerSettings): string => {
    const json = known.get(settings) ?? JSON.stringify(describeApi([...others, route], settings));
    known.set(settings, json);
    return json;
  };
  const route: Route = {
    name: "openapi",
    method: "GET",
    paths: ["/openapi.json"],
    summary: "This description of the API",
    parameters: [],
    answers: "Description",
    isTagged: false,
    problems: [],
    handle: (_request, _parameters, { settings }) => answerTextOnce(settings, describe(settings)),
  };
  return route;
}
