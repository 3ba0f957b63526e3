/** A server that keeps answering while its index is replaced again and again, in every way. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { ConstantLoad } from "../support/clients/constant-load.ts";
import {
  expectedOf,
  type Generation,
  makeGenerations,
  TARGETS,
} from "../support/indexes/distinct-generations.ts";
import { FollowedFile, WAYS } from "../support/indexes/followed-file.ts";
import { mappedFiles, openDescriptors } from "../support/processes/proc.ts";
import { type ServerProcess, serveIndex } from "../support/processes/server-process.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

// A process verifies the index for each swap, which takes longer on a busy machine.
setDefaultTimeout(300_000);

const SWAPS = 100;
/** By then the server's code is compiled, and its memory should not grow any more. */
const WARM_UP_SWAPS = 30;
/** One swap in so many is found by polling, the others after a signal; not a multiple of the number of ways, so that each way is found both ways. */
const LOOKED_FOR_EACH = 7;
const CLIENTS = 4;
const KEPT = 2;

/** Memory that may be garbage which is not collected yet. */
const SLACK_BYTES = 20e6;
/** Two generations that were served, and mappings that are not collected yet. */
const MOST_MAPPED = 6;
/** Descriptors that may be open for a moment. */
const SLACK_DESCRIPTORS = 4;

/** A server whose index can be replaced, and clients that keep asking it. */
class SwappingServer implements AsyncDisposable {
  readonly #ways = Object.values(WAYS);
  #swaps = 0;
  #current = 0;

  private constructor(
    private readonly generations: readonly Generation[],
    private readonly file: FollowedFile,
    readonly program: ServerProcess,
    readonly load: ConstantLoad,
  ) {}

  static async start(dir: TempDir): Promise<SwappingServer> {
    const generations = await makeGenerations();
    const file = await FollowedFile.make(dir, generations[0]!.file);
    const args = ["--keep-generations", String(KEPT)];
    const program = await serveIndex(dir, { index: file.path, args });
    const load = new ConstantLoad(program.url, CLIENTS, TARGETS, expectedOf(generations));
    return new SwappingServer(generations, file, program, load);
  }

  /** Replaces the index, and waits until all clients are answered from the new one. */
  async swap(): Promise<void> {
    const swap = this.#swaps++;
    const step = swap % 3 === 2 ? -1 : 1;
    this.#current = (this.#current + step + this.generations.length) % this.generations.length;
    const { file: bytes, tag } = this.generations[this.#current]!;
    const isSignalled = swap % LOOKED_FOR_EACH !== 0;
    const replace = this.#ways[swap % this.#ways.length]!;
    const refused = this.#refused;
    // The unfinished file is looked at and refused.
    await replace(this.file, bytes, async () => {
      if (!isSignalled) return;
      this.program.hangUp();
      await this.#untilFailureOr(() => this.#refused > refused);
    });
    if (isSignalled) this.program.hangUp();
    await this.#untilFailureOr(() => this.load.isOn(tag));
    this.expectNoFailure();
  }

  expectNoFailure(): void {
    const { failed, mixed } = this.load;
    expect({ failed, mixed }).toEqual({ failed: [], mixed: [] });
  }

  get #refused(): number {
    return this.program.events("index refused").length;
  }

  #untilFailureOr(isSo: () => boolean): Promise<void> {
    return until(() => isSo() || !this.load.isGood);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.load[Symbol.asyncDispose]();
    await this.program[Symbol.asyncDispose]();
  }
}

test(`${SWAPS} swaps under constant load cause no failed or mixed answer, and leave nothing behind`, async () => {
  await using dir = await tempDir();
  const stateDir = dir.join("state");
  await using server = await SwappingServer.start(dir);
  const { pid } = server.program;
  for (let i = 0; i < WARM_UP_SWAPS; i++) await server.swap();
  const bytesBefore = server.program.anonymousBytes();
  const descriptorsBefore = openDescriptors(pid);
  for (let i = WARM_UP_SWAPS; i < SWAPS; i++) {
    await server.swap();
    expect(mappedFiles(pid, stateDir).length).toBeLessThanOrEqual(MOST_MAPPED);
  }
  expect(server.program.anonymousBytes()).toBeLessThan(bytesBefore + SLACK_BYTES);
  expect(openDescriptors(pid)).toBeLessThanOrEqual(descriptorsBefore + SLACK_DESCRIPTORS);
  await server.load.stop();
  server.expectNoFailure();
  expect(server.program.events("serving generation")).toHaveLength(SWAPS + 1);
  const kept = await readdir(stateDir);
  expect(kept).toHaveLength(KEPT);
  for (const name of kept) expect(name).toMatch(/^[0-9a-f]{32}\.msgpack$/);
});
