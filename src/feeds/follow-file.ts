import { stat } from "node:fs/promises";

/** How often the file is looked at; watching it would miss network mounts and parent folders that move. */
const LOOK_MS = 250;

/** Follows what a path leads to, through links and moved folders. */
export class FileFollower {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The file as it was when it was last taken, and as it was at the last look. */
  #taken = "";
  #seen = "";
  #stopped = false;

  constructor(private readonly path: string) {}

  /** The file as it is now is about to be read; only a later one is another. */
  async take(): Promise<void> {
    this.#taken = await this.#identify();
    this.#seen = this.#taken;
  }

  /** Calls `changed` once the file is another and has stopped changing, and not again before it ended. */
  start(changed: () => Promise<void>): void {
    if (this.#stopped) return;
    const look = () => this.#look(changed).finally(() => this.start(changed));
    this.#timer = setTimeout(look, LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(changed: () => Promise<void>): Promise<void> {
    const now = await this.#identify();
    const settled = now === this.#seen;
    this.#seen = now;
    if (now !== this.#taken && settled) await changed();
  }

  /** Which file the path leads to, and in which state; equal texts mean the same file, unchanged. */
  async #identify(): Promise<string> {
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = await stat(this.path, { bigint: true });
      return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }
}
