import { IndexError, reason, SourceError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Awaitable, UnknownSpecies } from "../suggest/catalogue.ts";
import { repeatAnswer } from "./answer.ts";
import { corsHeaders } from "./cors.ts";
import { Parameters, splitUrl } from "./parameters.ts";
import { notFound, notReady, Problem, unknownSpecies } from "./problem.ts";
import { ROUTES } from "./routes.ts";
import type { ServerState } from "./state.ts";

const ALLOWED = "GET, HEAD, OPTIONS";
/** Seconds for which a browser may remember what OPTIONS said. */
const PREFLIGHT_SECONDS = "86400";

/** The answer to any request; never throws. */
export function dispatch(request: Request, state: ServerState, log: Log): Awaitable<Response> {
  const failure = (error: unknown) =>
    toProblem(error, log).toResponse(corsHeaders(state.settings.corsOrigin));
  try {
    const isRead = request.method === "GET" || request.method === "HEAD";
    const repeated = isRead ? repeatAnswer(state.served, request) : undefined;
    if (repeated !== undefined) return repeated;
    const { path, query } = splitUrl(request.url);
    const handler = ROUTES.get(path);
    if (handler === undefined) throw notFound(path);
    if (request.method === "OPTIONS") return allowed(state);
    if (!isRead) throw wrongMethod(request.method);
    const response = handler(request, new Parameters(query), state);
    return response instanceof Promise ? response.catch(failure) : response;
  } catch (error) {
    return failure(error);
  }
}

function allowed(state: ServerState): Response {
  const cors = corsHeaders(state.settings.corsOrigin);
  const preflight =
    Object.keys(cors).length === 0
      ? {}
      : {
          "Access-Control-Allow-Methods": ALLOWED,
          "Access-Control-Allow-Headers": "If-None-Match",
          "Access-Control-Max-Age": PREFLIGHT_SECONDS,
        };
  return new Response(null, { status: 204, headers: { Allow: ALLOWED, ...cors, ...preflight } });
}

function wrongMethod(method: string): Problem {
  return new Problem(405, "wrong-method", "Wrong method", `${method} is not answered here`, null, {
    headers: { Allow: ALLOWED },
  });
}

/** An error that is not the client's is ours: the client learns no more than that, the log what it was. */
function toProblem(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UnknownSpecies) return unknownSpecies(error);
  if (error instanceof SourceError) return notReady("the database does not answer now");
  const event = error instanceof IndexError ? "index damaged" : "request failed";
  log.warn(event, { reason: reason(error) });
  return new Problem(500, "internal", "Internal error", "this request could not be answered");
}
