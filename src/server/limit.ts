import { badParameter } from "./problem.ts";
import type { AnswerSettings } from "./served.ts";

const WHOLE_NUMBER = /^\d+$/;

/** The limit of a request to /v1: the default where none is given, cut to the maximum. @throws Problem 400 */
export function strictLimit(given: string | null, settings: AnswerSettings): number {
  if (given === null) return Math.min(settings.defaultLimit, settings.maximumLimit);
  if (!WHOLE_NUMBER.test(given) || Number(given) < 1) {
    throw badParameter("limit", "limit takes a whole number from 1 on");
  }
  return Math.min(Number(given), settings.maximumLimit);
}

/** The limit of a request to the original's route, which takes the default for whatever it cannot read. */
export function lenientLimit(given: string | null, settings: AnswerSettings): number {
  const readable = given !== null && WHOLE_NUMBER.test(given.trim()) && Number(given) >= 1;
  return Math.min(readable ? Number(given) : settings.defaultLimit, settings.maximumLimit);
}
