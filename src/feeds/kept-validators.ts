/** The validators of the index that is kept from a web server, in a file beside it. */

import { rename, writeFile } from "node:fs/promises";
import { temporaryOf } from "../store/atomic-write.ts";
import type { Validators } from "./fetch-index.ts";

/** The validators of the generation that is kept at a path; none if the file is missing or belongs to another one. */
export async function readValidators(kept: string, generation: string): Promise<Validators> {
  const note = await Bun.file(fileOf(kept))
    .json()
    .catch(() => null);
  if (note?.generation !== generation) return {};
  const { etag, lastModified } = note;
  return {
    ...(typeof etag === "string" && { etag }),
    ...(typeof lastModified === "string" && { lastModified }),
  };
}

export async function writeValidators(
  kept: string,
  generation: string,
  validators: Validators,
): Promise<void> {
  const temporary = temporaryOf(fileOf(kept));
  await writeFile(temporary, JSON.stringify({ generation, ...validators }));
  await rename(temporary, fileOf(kept));
}

function fileOf(kept: string): string {
  return `${kept}.json`;
}
