import { mkdir } from "node:fs/promises";

/** Only the owner may enter: what others can write to must not be mapped. */
const OWNERS_ALONE = 0o700;

/** Makes the folder of files that are mapped or become so, and those above it, where they are not there. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: OWNERS_ALONE });
}
