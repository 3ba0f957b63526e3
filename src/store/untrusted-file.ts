/** Index files that others may replace or change at any time, and that may lie on a mount that hangs. */

import { constants, type Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { IndexError } from "../errors.ts";
import { DATA_START, generationAtStart, LARGEST_INDEX_BYTES } from "../format/index-file.ts";
import { notMsgpack, ShapeReader } from "../format/shape.ts";
import { tooLarge, unreadable } from "./read-index.ts";

/** How long a file may keep a look waiting. */
export interface ReadLimits {
  /** How long one call of the system may take; milliseconds. */
  silenceMs: number;
  /** How long a whole index may take, even if each call is fast; milliseconds. */
  longestMs: number;
}

export const DEFAULT_READ_LIMITS: ReadLimits = { silenceMs: 30_000, longestMs: 30 * 60_000 };

/** What is read at once to find the end of a document, and to copy it. */
const OUTLINE_BYTES = 1 << 16;
const CHUNK_BYTES = 1 << 20;

/** Which file a path leads to, and its state. */
export interface FileState {
  /** The same text means the same file, unchanged. */
  state: string;
  /** When it was changed last, by the clock of the file system, which nobody sets; milliseconds since 1970. */
  changedMs: number;
}

/** A path that leads to an index. Links are followed: replacing one is a way to replace an index. */
export class UntrustedFile {
  /** A call takes longer than it may. No other is made until it ends, as each would hold one of few threads. */
  #isStuck = false;
  #identifying: Promise<FileState> | null = null;

  constructor(
    readonly path: string,
    private readonly limits: ReadLimits = DEFAULT_READ_LIMITS,
  ) {}

  /** What the path leads to now. Where that cannot be told, the reason is the state. */
  identify(): Promise<FileState> {
    this.#identifying ??= this.#identify().finally(() => {
      this.#identifying = null;
    });
    return this.#identifying;
  }

  /**
   * Opens the file, which is never waited for: a pipe is refused, and what hangs is given up.
   *
   * @throws IndexError where it cannot be read, is no regular file, is too large, or has hung before and still does
   */
  async open(): Promise<OpenedFile> {
    try {
      // Opening a device may already have an effect.
      requireRegular(this.path, await this.#call(() => stat(this.path)));
      const flags = constants.O_RDONLY | constants.O_NONBLOCK;
      const handle = await this.#call(
        () => open(this.path, flags),
        (late) => late.close(),
      );
      const file = new HeldFile(handle);
      const close = async () => {
        const closed = file.close().catch(() => {});
        await this.#call(() => closed).catch(() => {});
      };
      try {
        const found = await this.#call(() => file.during(handle.stat()));
        requireRegular(this.path, found);
        if (found.size > LARGEST_INDEX_BYTES) throw tooLarge(this.path);
        const read = (buffer: Uint8Array, at: number) =>
          this.#call(() => file.during(handle.read(buffer, 0, buffer.length, at)));
        return new OpenedFile(this.path, found.size, read, close, this.limits.longestMs);
      } catch (error) {
        await close();
        throw error;
      }
    } catch (error) {
      throw error instanceof IndexError ? error : unreadable(this.path, error);
    }
  }

  async #identify(): Promise<FileState> {
    try {
      const found = await this.#call(() => stat(this.path, { bigint: true }));
      const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = found;
      const state = [dev, ino, size, mtimeNs, ctimeNs].join(" ");
      return { state, changedMs: Number(ctimeMs) };
    } catch (error) {
      const state = (error as NodeJS.ErrnoException).code ?? String(error);
      return { state, changedMs: 0 };
    }
  }

  /** @param late is given the result of a call that nobody waits for any longer */
  async #call<T>(
    begin: () => Promise<T>,
    late: (result: T) => Promise<void> | void = () => {},
  ): Promise<T> {
    if (this.#isStuck) throw this.#hangs();
    const call = begin();
    const { promise: over, reject } = Promise.withResolvers<never>();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#isStuck = true;
      reject(this.#hangs());
    }, this.limits.silenceMs);
    const end = () => {
      clearTimeout(timer);
      if (isLate) this.#isStuck = false;
    };
    call.then(async (result) => {
      end();
      if (isLate) await late(result);
    }, end);
    return Promise.race([call, over]);
  }

  #hangs(): IndexError {
    return new IndexError(
      "unreadable",
      `reading the index ${this.path} takes longer than ${this.limits.silenceMs / 1000} s`,
      "check the disk or the file server that it lies on",
    );
  }
}

/** A handle that is closed even where a call hangs that uses it: then, when that has ended. */
class HeldFile {
  #calls = 0;
  #isToBeClosed = false;

  constructor(private readonly handle: FileHandle) {}

  async during<T>(call: Promise<T>): Promise<T> {
    this.#calls++;
    try {
      return await call;
    } finally {
      this.#calls--;
      if (this.#isToBeClosed) this.close().catch(() => {});
    }
  }

  async close(): Promise<void> {
    this.#isToBeClosed = true;
    if (this.#calls === 0) await this.handle.close();
  }
}

/** A file that was opened: what it leads to stays the same file, though its bytes may change. */
export class OpenedFile implements AsyncDisposable {
  readonly #opened = performance.now();

  constructor(
    private readonly path: string,
    /** When it was opened. */
    readonly size: number,
    private readonly readSome: (buffer: Uint8Array, at: number) => Promise<{ bytesRead: number }>,
    private readonly close: () => Promise<void>,
    private readonly longestMs: number,
  ) {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Fills a buffer from a position in the file. @returns how many bytes; fewer than asked for at the end alone */
  async read(buffer: Uint8Array, at: number): Promise<number> {
    let filled = 0;
    while (filled < buffer.length) {
      if (performance.now() - this.#opened > this.longestMs) throw this.#tooSlow();
      const { bytesRead } = await this.readSome(buffer.subarray(filled), at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  /**
   * Finds out by the beginning and the lengths in it whether the file is as long as the index that it begins as.
   *
   * @returns the generation that it states
   * @throws IndexError where it is not
   */
  async outline(): Promise<string> {
    const window = Buffer.allocUnsafe(OUTLINE_BYTES);
    const shape = new ShapeReader();
    let generation: string | null = null;
    while (!shape.isWhole) {
      const at = shape.next;
      // Files of the system that have no size may never answer.
      const length = this.size === 0 ? 0 : await this.read(window, at);
      const bytes = window.subarray(0, length);
      generation ??= generationAtStart(bytes.subarray(0, DATA_START));
      if (bytes.length === 0) throw notMsgpack();
      shape.read(bytes, at);
    }
    if (shape.next !== this.size) throw notMsgpack();
    return generation!;
  }

  /** All bytes that the file had when it was opened. @throws IndexError where it is shorter now */
  async bytes(): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafeSlow(this.size);
    if ((await this.read(bytes, 0)) < bytes.length) throw notMsgpack();
    return bytes;
  }

  /**
   * As many bytes as the file had when it was opened, and not one more. Each chunk takes the place of the one before, as
   * their memory would be free only some time later.
   *
   * @throws IndexError where it is shorter now
   */
  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, this.size));
    for (let at = 0; at < this.size; ) {
      const chunk = buffer.subarray(0, this.size - at);
      if ((await this.read(chunk, at)) < chunk.length) throw notMsgpack();
      yield chunk;
      at += chunk.length;
    }
  }

  #tooSlow(): IndexError {
    return new IndexError(
      "unreadable",
      `reading the index ${this.path} takes longer than ${this.longestMs / 60_000} minutes`,
      "check the disk or the file server that it lies on",
    );
  }
}

function requireRegular(path: string, found: Stats): void {
  if (found.isFile()) return;
  const kind = found.isDirectory() ? "a folder" : "no regular file";
  throw new IndexError(
    "unreadable",
    `cannot read the index ${path} (it is ${kind})`,
    "give the path of an index file",
  );
}
