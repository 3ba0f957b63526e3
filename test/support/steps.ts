/** Steps that may wait for promises, taken outside a server. */

import type { Steps } from "../../src/lookup/steps.ts";

/** The result of steps; what they yield is waited for. */
export async function finishInTime<T>(steps: Steps<T>): Promise<T> {
  for (let next = steps.next(); ; ) {
    if (next.done) return next.value;
    let outcome: unknown;
    try {
      outcome = await next.value;
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(outcome);
  }
}
