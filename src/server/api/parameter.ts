import type { Parameters } from "../parameters.ts";
import type { AnswerSettings, Served } from "../served.ts";
import type { Schema } from "./schema.ts";

/** A parameter of the query string whose value is a T: how it is described, and how it is read. */
export interface Parameter<T> {
  name: string;
  description: string;
  /** A request without it is refused. */
  required: boolean;
  /** What it takes; a list is written with commas between its items. */
  schema: (settings: AnswerSettings) => Schema;
  example: string | readonly string[];
  /** It stands last, and all that follows belongs to it. */
  isLast?: boolean;
  /** The value of what was given, null where it was not. @throws Problem 400 */
  read: (given: string | null, served: Served) => T;
}

/** The values of several parameters. */
export type ValuesOf<P> = { [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

/** What reads the parameters of a request in their order. @throws Problem 400 */
export function readerOf<P extends Readonly<Record<string, Parameter<unknown>>>>(
  parameters: P,
): (given: Parameters, served: Served) => ValuesOf<P> {
  const members = Object.entries(parameters);
  const last = members.find(([, { isLast }]) => isLast)?.[1].name;
  return (given, served) => {
    const values: Record<string, unknown> = {};
    const others = last === undefined ? given : given.before(last);
    for (const [member, { name, read, isLast }] of members) {
      values[member] = read(isLast ? given.rest(name) : others.get(name), served);
    }
    return values as ValuesOf<P>;
  };
}
