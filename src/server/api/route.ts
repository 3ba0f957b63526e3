import type { Awaitable } from "../../lookup/catalogue.ts";
import type { Tier } from "../../lookup/tiers.ts";
import { NOTHING_FOUND, type RequestNote } from "../../metrics/request-counts.ts";
import type { Steps } from "../admission.ts";
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
  note: RequestNote,
) => Awaitable<Response>;

/** Where requests are answered, and how. */
export interface Endpoint {
  method: "GET" | "POST";
  /** The description names the first; the others mean the same. */
  paths: readonly [string, ...string[]];
  handle: Handler;
}

/** What is said of a route in the description of the API. */
interface Described extends Pick<Endpoint, "paths"> {
  /** Name of the operation, for programs that are made from the description. */
  name: string;
  /** One line. */
  summary: string;
  /** What a 200 holds. */
  answers: SchemaName;
  /** The problems that a client has to reckon with. */
  problems: readonly number[];
}

/** One thing that a server is asked for: how it is described, and how it is answered. */
export interface Route extends Described, Endpoint {
  parameters: readonly Parameter<unknown>[];
  /** The JSON that is sent; absent where none is. */
  body?: { schema: Schema; example: unknown };
  /** Its answers carry a tag, and are 304 for a client that has them. */
  isTagged: boolean;
}

/** A question to the catalogue, put in the parameters of a GET. */
interface Question<P, V> extends Described {
  /** In the order in which they are read. */
  parameters: P;
  ask: (served: Served, values: ValuesOf<P>) => Awaitable<V>;
  /** The same in steps, where the answer is so costly that others would wait for it; null where it is not. */
  askInSteps?: (served: Served, values: ValuesOf<P>) => Steps<V> | null;
  /** What is sent of what the catalogue says; all where it is not given. */
  show?: (value: V) => unknown;
  /** The tier of the best suggestion; not given where none are asked for. */
  tierOf?: (value: V) => Tier | null;
}

/** The route of a question to the catalogue. */
export function question<P extends Readonly<Record<string, Parameter<unknown>>>, V>({
  parameters,
  ask,
  askInSteps = () => null,
  show = (value) => value,
  tierOf,
  ...described
}: Question<P, V>): Route {
  const read = readerOf(parameters);
  const answerWith = (served: Served, request: Request, note: RequestNote, value: V) => {
    if (tierOf !== undefined) note.tier = tierOf(value) ?? NOTHING_FOUND;
    return answer(served, request, show(value), note);
  };
  return {
    ...described,
    method: "GET",
    parameters: Object.values(parameters),
    isTagged: true,
    handle: (request, given, state, note) => {
      const served = state.requireServed();
      const values = read(given, served);
      const steps = askInSteps(served, values);
      const value = steps === null ? ask(served, values) : state.admission.run(steps, request);
      return value instanceof Promise
        ? value.then((known) => answerWith(served, request, note, known))
        : answerWith(served, request, note, value);
    },
  };
}
