import { CostlyQuery, IndexError, reason, SourceError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Awaitable, UnknownSpecies } from "../lookup/catalogue.ts";
import { emptyNote, type RequestNote } from "../metrics/request-counts.ts";
import { repeatAnswer } from "./answer.ts";
import type { Endpoint } from "./api/route.ts";
import { commonHeaders, corsHeaders } from "./headers.ts";
import { notFound, notReady, Problem, tooCostly, unknownSpecies } from "./problem.ts";
import { QueryString, splitUrl, withoutBase } from "./query-string.ts";
import { ROUTES } from "./routes.ts";
import type { ServerState } from "./state.ts";

/** The methods that a route answers, by its own method. */
const ALLOWED = { GET: "GET, HEAD, OPTIONS", POST: "POST, OPTIONS" };
/** The headers that pages of other origins may send to a route, besides those that are always allowed. */
const ALLOWED_HEADERS = { GET: "If-None-Match", POST: "Content-Type" };
/** Seconds for which a browser may keep the answer to OPTIONS. */
const PREFLIGHT_SECONDS = "86400";

/** The answer to any request, once it is its turn; never throws. @param note receives what metrics count of the request */
export function dispatch(
  request: Request,
  state: ServerState,
  log: Log,
  note: RequestNote = emptyNote(),
): Awaitable<Response> {
  const failure = (error: unknown) =>
    toProblem(error, log).toResponse(commonHeaders(state.settings.corsOrigin));
  try {
    const response = state.turns.take(request, () => answerTo(request, state, note));
    return response instanceof Promise ? response.catch(failure) : response;
  } catch (error) {
    return failure(error);
  }
}

function answerTo(request: Request, state: ServerState, note: RequestNote): Awaitable<Response> {
  const host = request.headers.get("host");
  if (host?.includes(",")) throw severalHosts();
  const method = request.method === "HEAD" ? "GET" : request.method;
  const repeated = method === "GET" ? repeatAnswer(state.served, request, note) : null;
  if (repeated !== null) return repeated;
  const { path: given, query } = splitUrl(request.url);
  const { basePath } = state.settings;
  if (given === basePath && method === "GET") return toFolder(given, query, state);
  const path = withoutBase(given, basePath);
  const route = ROUTES.get(path);
  if (route === undefined) throw notFound(path);
  note.route = route.paths[0];
  if (method === "OPTIONS") return allowed(route, state);
  if (method !== route.method) throw wrongMethod(request.method, route);
  return route.handle(request, new QueryString(query), state, note);
}

/** The runtime joins the values of repeated headers. One of them may be the host that a proxy has checked. */
function severalHosts(): Problem {
  const detail = "the request has more than one Host header";
  return new Problem(400, "bad-request", "The request cannot be used", detail, null, {
    headers: { Connection: "close" },
  });
}

/** Redirects to the base path with a slash, as the URLs in the page are relative to it. */
function toFolder(path: string, query: string, { settings }: ServerState): Response {
  const Location = `${path}/${query === "" ? "" : `?${query}`}`;
  return new Response(null, {
    status: 308,
    headers: { Location, ...commonHeaders(settings.corsOrigin) },
  });
}

function allowed({ method }: Endpoint, state: ServerState): Response {
  const cors = corsHeaders(state.settings.corsOrigin);
  const preflight =
    Object.keys(cors).length === 0
      ? {}
      : {
          "Access-Control-Allow-Methods": ALLOWED[method],
          "Access-Control-Allow-Headers": ALLOWED_HEADERS[method],
          "Access-Control-Max-Age": PREFLIGHT_SECONDS,
        };
  const headers = {
    Allow: ALLOWED[method],
    ...commonHeaders(state.settings.corsOrigin),
    ...preflight,
  };
  return new Response(null, { status: 204, headers });
}

function wrongMethod(given: string, { method }: Endpoint): Problem {
  return new Problem(
    405,
    "wrong-method",
    "Wrong method",
    `this path does not take ${given}`,
    null,
    {
      headers: { Allow: ALLOWED[method] },
    },
  );
}

/** Errors that are not the client's are logged; the client learns only that there was one. */
function toProblem(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UnknownSpecies) return unknownSpecies(error);
  if (error instanceof CostlyQuery) return tooCostly(`${error.problem}: ${error.remedy}`);
  if (error instanceof SourceError) return notReady("the database does not answer at the moment");
  const event = error instanceof IndexError ? "index damaged" : "request failed";
  log.warn(event, { reason: reason(error) });
  return new Problem(500, "internal", "Internal error", "this request could not be answered");
}
