/** A server that never stops answering while its index is replaced, over and over, in every way there is. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { ConstantLoad } from "../support/clients/constant-load.ts";
import {
  expectedOf,
  type Generation,
  makeGenerations,
  TARGETS,
} from "../support/indexes/distinct-generations.ts";
import { IndexPlace, WAYS } from "../support/indexes/index-place.ts";
import { mappedFiles, openDescriptors } from "../support/processes/proc.ts";
import { type ServerProcess, serveIndex } from "../support/processes/server-process.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

// A swap takes the time of a process that checks the index, which a busy machine has not at once.
setDefaultTimeout(300_000);

const SWAPS = 100;
/** By then the server's code is compiled, and memory ought to be as it stays. */
const WARM_UP_SWAPS = 30;
/** Most are told of by a signal, one in so many is found by looking; no multiple of the ways, for all to come up. */
const LOOKED_FOR_EACH = 7;
const CLIENTS = 4;
const KEPT = 2;

/** What memory may differ by without anything that grows: garbage that is not collected yet. */
const SLACK_BYTES = 20e6;
/** Two generations that were served, and what was checked meanwhile and is not collected yet. */
const MOST_MAPPED = 6;
/** Of what is open for a moment, such as a look at the file. */
const SLACK_DESCRIPTORS = 4;

/** A server with its index in a place where it can be replaced, and clients that ask it. */
class SwappingServer implements AsyncDisposable {
  readonly #ways = Object.values(WAYS);
  #swaps = 0;
  #current = 0;

  private constructor(
    private readonly generations: readonly Generation[],
    private readonly place: IndexPlace,
    readonly program: ServerProcess,
    readonly load: ConstantLoad,
  ) {}

  static async start(dir: TempDir): Promise<SwappingServer> {
    const generations = await makeGenerations();
    const place = await IndexPlace.make(dir, generations[0]!.file);
    const args = ["--keep-generations", String(KEPT)];
    const program = await serveIndex(dir, { index: place.path, args });
    const load = new ConstantLoad(program.url, CLIENTS, TARGETS, expectedOf(generations));
    return new SwappingServer(generations, place, program, load);
  }

  /** Puts another index in the place, and waits until all clients are answered from it. */
  async swap(): Promise<void> {
    const swap = this.#swaps++;
    const step = swap % 3 === 2 ? -1 : 1;
    this.#current = (this.#current + step + this.generations.length) % this.generations.length;
    const { file, tag } = this.generations[this.#current]!;
    const isSignalled = swap % LOOKED_FOR_EACH !== 0;
    const replace = this.#ways[swap % this.#ways.length]!;
    const refused = this.#refused;
    // What is not whole is looked at and refused.
    await replace(this.place, file, async () => {
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

test(`${SWAPS} swaps under constant load fail no request, mix no answer and leave nothing behind`, async () => {
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
