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
