import { isOfContent } from "../errors.ts";
import { decompressed, formatOf, MAGIC_BYTES } from "../sources/files/decompress.ts";
import type { Generations, PrivateIndex } from "../store/generations.ts";
import { DEFAULT_READ_LIMITS, UntrustedFile } from "../store/untrusted-file.ts";
import type { Feed } from "./feed.ts";
import { FileFollower } from "./follow-file.ts";

/** A file that changed less long ago may change again without another time of its change; milliseconds. */
const RECENT_MS = 2000;

/** The index at a path, plain, or compressed with gzip or zstd. */
export class FileFeed implements Feed {
  readonly isAtHand = true;
  readonly name: string;
  readonly #file: UntrustedFile;
  readonly #follower: FileFollower;
  /** The state of the file that was refused last, and why; it is not read again while it is in that state. */
  #refused: { state: string; error: unknown } | null = null;

  constructor(
    path: string,
    private readonly generations: Generations,
    limits = DEFAULT_READ_LIMITS,
  ) {
    this.name = path;
    this.#file = new UntrustedFile(path, limits);
    this.#follower = new FileFollower(this.#file);
  }

  async recall(): Promise<null> {
    return null;
  }

  async bring(): Promise<PrivateIndex> {
    const { state, changedMs } = await this.#follower.take();
    if (this.#refused?.state === state) throw this.#refused.error;
    try {
      return (await this.#isCompressed())
        ? (await this.generations.receive(async () => decompressed(this.#chunks(), this.name)))!
        : await this.generations.adopt(this.#file);
    } catch (error) {
      const isRecent = Math.abs(Date.now() - changedMs) < RECENT_MS;
      this.#refused = isOfContent(error) && !isRecent ? { state, error } : null;
      throw error;
    }
  }

  async #isCompressed(): Promise<boolean> {
    await using opened = await this.#file.open();
    const head = new Uint8Array(MAGIC_BYTES);
    return formatOf(head.subarray(0, await opened.read(head, 0))) !== null;
  }

  async *#chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    await using opened = await this.#file.open();
    yield* opened.chunks();
  }

  follow(changed: () => Promise<void>): void {
    this.#follower.start(changed);
  }

  stop(): void {
    this.#follower.stop();
  }
}
