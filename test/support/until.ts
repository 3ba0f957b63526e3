/** Waiting for conditions. */

const POLL_MS = 15;
const LONGEST_MS = 30_000;

/** Resolves once a condition is true. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await Bun.sleep(POLL_MS);
}

/** Resolves once a check does not throw. @throws its last error, if that takes too long */
export async function untilPasses(check: () => Promise<void>): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await Bun.sleep(POLL_MS);
    }
  }
}
