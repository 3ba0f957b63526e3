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

/** The one step that waits for a promise. */
export function* waitFor<T>(promise: Promise<T>): Steps<T> {
  return (yield promise) as T;
}
