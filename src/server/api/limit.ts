/** The parameter `limit`. */

import { badParameter } from "../problem.ts";
import type { AnswerSettings } from "../served.ts";
import type { Parameter } from "./parameter.ts";

const WHOLE_NUMBER = /^\d+$/;

/** Cut to the maximum. */
export const LIMIT: Parameter<number> = {
  name: "limit",
  description: "results at most; a larger one than the server allows is cut",
  required: false,
  schema: (settings) => ({ type: "integer", minimum: 1, default: defaultOf(settings) }),
  example: "3",
  read: (given, { settings }) => {
    if (given === null) return defaultOf(settings);
    if (!WHOLE_NUMBER.test(given) || Number(given) < 1) {
      throw badParameter("limit", "limit takes a whole number from 1 on");
    }
    return Math.min(Number(given), settings.maximumLimit);
  },
};

/** The same, which takes the default for whatever it cannot read. */
export const LENIENT_LIMIT: Parameter<number> = {
  ...LIMIT,
  description: `${LIMIT.description}; what is no whole number from 1 on is the default`,
  read: (given, { settings }) => {
    const readable = given !== null && WHOLE_NUMBER.test(given.trim()) && Number(given) >= 1;
    return readable ? Math.min(Number(given), settings.maximumLimit) : defaultOf(settings);
  },
};

function defaultOf({ defaultLimit, maximumLimit }: AnswerSettings): number {
  return Math.min(defaultLimit, maximumLimit);
}
