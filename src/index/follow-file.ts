import { stat } from "node:fs/promises";

/** How often the file is looked at; watching it would miss network mounts and parent folders that move. */
const LOOK_MS = 250;

/** Follows what a path leads to, through links and moved folders. */
export class FileFollower {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The file as it was when it was last handed over, and as it was at the last look. */
  #taken: string;
  #seen: string;
  #stopped = false;

  /**
   * @param taken what `identify` said of the file before it was first taken
   * @param changed is called once the file is another and has stopped changing, and not again before it ended
   */
  constructor(
    private readonly path: string,
    taken: string,
    private readonly changed: () => Promise<void>,
  ) {
    this.#taken = taken;
    this.#seen = taken;
    this.#schedule();
  }

  /** Which file a path leads to, and in which state; equal texts mean the same file, unchanged. */
  static async identify(path: string): Promise<string> {
    try {
      const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
      return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.#look().finally(() => this.#schedule()), LOOK_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const now = await FileFollower.identify(this.path);
    const settled = now === this.#seen;
    this.#seen = now;
    if (now === this.#taken || !settled) return;
    this.#taken = now;
    await this.changed();
  }
}
