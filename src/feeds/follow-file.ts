import type { FileState, UntrustedFile } from "../store/untrusted-file.ts";

/** How often the file is checked; file watching misses network mounts and moved parent folders. Milliseconds. */
const LOOK_MS = 250;

/** Notices when a path leads to another file, through links and moved folders too. */
export class FileFollower {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The state of the file when it was last read, and at the last check. */
  #taken = "";
  #seen = "";
  #stopped = false;

  constructor(private readonly file: UntrustedFile) {}

  /** Notes that the file is about to be read as it is now, so that only a later state is a change. */
  async take(): Promise<FileState> {
    const found = await this.file.identify();
    this.#taken = found.state;
    this.#seen = found.state;
    return found;
  }

  /** Calls `changed` when the file has changed and is stable again, but never before its last call has ended. */
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
    const { state: now } = await this.file.identify();
    const settled = now === this.#seen;
    this.#seen = now;
    if (now !== this.#taken && settled) await changed();
  }
}
