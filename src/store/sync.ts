import { open } from "node:fs/promises";

/** Waits until what was written to a file, or the names in a folder, would survive a loss of power. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Works while the disk takes its time to make a file outlive a loss of power. */
export async function duringSync<T>(path: string, work: () => Promise<T>): Promise<T> {
  const file = await open(path, "r");
  const synced = Promise.allSettled([file.sync()]);
  try {
    const result = await work();
    const [outcome] = await synced;
    if (outcome.status === "rejected") throw outcome.reason;
    return result;
  } finally {
    await synced;
    await file.close();
  }
}
