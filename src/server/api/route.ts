import type { Awaitable } from "../../suggest/catalogue.ts";
import { answer } from "../answer.ts";
import type { Parameters } from "../parameters.ts";
import type { Served } from "../served.ts";
import type { ServerState } from "../state.ts";
import type { SchemaName } from "./answers.ts";
import { type Parameter, readerOf, type ValuesOf } from "./parameter.ts";
import type { Schema } from "./schema.ts";

/** Answers a request. @throws Problem, UnknownSpecies or SourceError where it cannot be answered */
export type Handler = (
  request: Request,
  parameters: Parameters,
  state: ServerState,
) => Awaitable<Response>;

/** What is said of a route in the description of the API. */
interface Described {
  /** Name of the operation, for programs that are made from the description. */
  name: string;
  /** The description names the first; the others mean the same. */
  paths: readonly [string, ...string[]];
  /** One line. */
  summary: string;
  /** What a 200 holds. */
  answers: SchemaName;
  /** The problems that a client has to reckon with. */
  problems: readonly number[];
}

/** One thing that a server is asked for: how it is described, and how it is answered. */
export interface Route extends Described {
  method: "GET" | "POST";
  parameters: readonly Parameter<unknown>[];
  /** The JSON that is sent; absent where none is. */
  body?: { schema: Schema; example: unknown };
  /** Its answers carry a tag, and are 304 for a client that has them. */
  isTagged: boolean;
  handle: Handler;
}

/** A question to the catalogue, put in the parameters of a GET. */
interface Question<P> extends Described {
  /** In the order in which they are read. */
  parameters: P;
  ask: (served: Served, values: ValuesOf<P>) => Awaitable<unknown>;
}

/** The route of a question to the catalogue. */
export function question<P extends Readonly<Record<string, Parameter<unknown>>>>({
  parameters,
  ask,
  ...described
}: Question<P>): Route {
  const read = readerOf(parameters);
  return {
    ...described,
    method: "GET",
    parameters: Object.values(parameters),
    isTagged: true,
    handle: (request, given, state) => {
      const served = state.requireServed();
      return answer(served, request, ask(served, read(given, served)));
    },
  };
}
