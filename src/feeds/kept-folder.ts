import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/** Only the owner may enter: what others can write to must not be mapped. */
const PRIVATE_FOLDER = 0o700;

/** Makes the folder of what is kept at a path, where somebody has removed it. */
export async function makeFolderOf(kept: string): Promise<void> {
  await mkdir(dirname(kept), { recursive: true, mode: PRIVATE_FOLDER });
}
