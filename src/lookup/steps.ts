/**
 * Work that is done in steps, between which other requests have their turn. What it yields is waited for where it is a
 * promise; the outcome of that is what the work goes on with.
 */
export type Steps<T> = Generator<unknown, T, unknown>;

/** The result of steps that are taken at once; none of them may wait for anything. */
export function finish<T>(steps: Generator<unknown, T, unknown>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The result of steps that nobody else is held up by. */
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

/** The one step that waits for a promise. */
export function* waitFor<T>(promise: Promise<T>): Steps<T> {
  return (yield promise) as T;
}
