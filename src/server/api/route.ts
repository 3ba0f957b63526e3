import type { Awaitable } from "../../lookup/catalogue.ts";
import type { Steps } from "../../lookup/steps.ts";
import type { Tier } from "../../lookup/tiers.ts";
import { NOTHING_FOUND, type RequestNote } from "../../metrics/request-counts.ts";
import { answer, respond } from "../answer.ts";
import { isLong, jsonInSteps } from "../json.ts";
import type { QueryString } from "../query-string.ts";
import type { Served } from "../served.ts";
import type { ServerState } from "../state.ts";
import type { SchemaName } from "./answers.ts";
import { type Parameter, readerOf, type ValuesOf } from "./parameters.ts";
import type { Schema } from "./schema.ts";

/** Answers a request. @throws Problem, UnknownSpecies or SourceError if it cannot */
export type Handler = (
  request: Request,
  parameters: QueryString,
  state: ServerState,
  note: RequestNote,
) => Awaitable<Response>;

/** What answers requests to some paths. */
export interface Endpoint {
  method: "GET" | "POST";
  /** The first is its name in the description and in metrics; the others mean the same. */
  paths: readonly [string, ...string[]];
  handle: Handler;
}

/** How a route is described in /openapi.json. */
interface Described extends Pick<Endpoint, "paths"> {
  /** The name of the operation, for clients that are generated from the description. */
  name: string;
  /** One line. */
  summary: string;
  /** The schema of the body of a 200. */
  answers: SchemaName;
  /** The statuses of the problems that a client has to expect. */
  problems: readonly number[];
}

/** A described route of the API. */
export interface Route extends Described, Endpoint {
  parameters: readonly Parameter<unknown>[];
  /** The JSON that the request has to contain; absent where it needs none. */
  body?: { schema: Schema; example: unknown };
  /** Whether answers carry an ETag, and are 304 for clients that have them. */
  isTagged: boolean;
}

/** A question to the catalogue that is asked with the parameters of a GET. */
interface Question<P, V> extends Described {
  /** In the order in which they are read. */
  parameters: P;
  ask: (served: Served, values: ValuesOf<P>) => Steps<V>;
  /** The part of the catalogue's answer that is sent; all of it where this is absent. */
  show?: (value: V) => unknown;
  /** The tier of the best suggestion; absent where the route does not suggest. */
  tierOf?: (value: V) => Tier | null;
  /** Whether one generation has one answer for everybody. */
  isShared?: boolean;
}

/** A route that asks the catalogue a question. */
export function question<P extends Readonly<Record<string, Parameter<unknown>>>, V>({
  parameters,
  ask,
  show = (value) => value,
  tierOf,
  isShared = false,
  ...described
}: Question<P, V>): Route {
  const read = readerOf(parameters);
  const { name } = described;
  return {
    ...described,
    method: "GET",
    parameters: Object.values(parameters),
    isTagged: true,
    handle: (request, given, state, note) => {
      const served = state.requireServed();
      const values = read(given, served);
      const { turns } = state;
      const shared = served.shared.get(name);
      if (shared !== undefined) {
        turns.sends(shared.size);
        return respond(served, request, shared);
      }
      const answerWith = (value: V): Awaitable<Response> => {
        if (tierOf !== undefined) note.tier = tierOf(value) ?? NOTHING_FOUND;
        const shown = show(value);
        if (isShared && served.catalogue.generation !== null) {
          // In one go, so that no two are in the making.
          const copy = new Blob([JSON.stringify(shown)]);
          served.shared.set(name, copy);
          return respond(served, request, copy);
        }
        if (!isLong(shown)) return answer(served, request, JSON.stringify(shown), note);
        const pieces = turns.run(request, () => jsonInSteps(shown));
        return pieces instanceof Promise ? pieces.then(send) : send(pieces);
      };
      const send = (pieces: string[]): Response =>
        respond(served, request, () => state.unread.bodyOf(request, pieces));
      const value = turns.run(request, () => ask(served, values));
      return value instanceof Promise
        ? value.then((known) => turns.take(request, () => answerWith(known)))
        : answerWith(value);
    },
  };
}
