/** Runs `assembl build` as a user does, and reads what it built. */

import { expect } from "bun:test";
import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { verifyIndex } from "../../../src/store/verify.ts";
import { ASSEMBL, type ProgramOptions, run } from "../processes/program.ts";
import type { TempDir } from "../temp.ts";

/** Runs `assembl build` in a folder. */
export const build = (
  dir: TempDir,
  args: readonly string[],
  options: Omit<ProgramOptions, "cwd"> = {},
) => run([...ASSEMBL, "build", ...args], { cwd: dir.path, ...options });

/** Runs a build that must succeed; resolves with its report. */
export async function built(
  dir: TempDir,
  args: readonly string[],
  options: Omit<ProgramOptions, "cwd"> = {},
) {
  const { code, stdout, stderr } = await build(dir, [...args, "--json"], options);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Runs a build that must fail; resolves with its error, which must be the only line on stderr besides progress. */
export async function refused(
  dir: TempDir,
  args: readonly string[],
  options: Omit<ProgramOptions, "cwd"> = {},
): Promise<string> {
  const { code, stdout, stderr } = await build(dir, args, options);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  const lines = stderr.trimEnd().split("\n");
  const error = lines.pop()!;
  expect(error).toMatch(/^error: .+; .+$/);
  for (const line of lines) expect(line).toMatch(/^(reading|compiling|writing): [\d,]+ rows/);
  return error.slice("error: ".length);
}

/** Opens the index at a path after the full verification. */
export async function openVerified(path: string): Promise<OpenIndex> {
  const bytes = await Bun.file(path).bytes();
  verifyIndex(bytes);
  return new OpenIndex(bytes);
}

export const speciesNames = (index: OpenIndex) => index.species.map(({ name }) => name);
export const bytesOf = async (path: string) => Buffer.from(await Bun.file(path).bytes());
