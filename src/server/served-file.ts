import { reason } from "../errors.ts";
import { FileFollower } from "../index/follow-file.ts";
import type { Generations } from "../index/generations.ts";
import { OpenIndex } from "../index/open-index.ts";
import type { Log } from "../log.ts";
import { ServedIndex } from "./served-index.ts";
import type { ServerState } from "./state.ts";

/** Serves the index at a path, and whatever index takes its place. */
export class ServedFile {
  #follower: FileFollower | undefined;
  #loading: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly generations: Generations,
    private readonly state: ServerState,
    private readonly log: Log,
  ) {}

  /** Serves the index that is there. @throws IndexError naming the defect */
  async start(): Promise<void> {
    const identity = await FileFollower.identify(this.path);
    await this.#load();
    this.#follower = new FileFollower(this.path, identity, () => this.look());
  }

  /** Looks whether there is another index, now; a broken one is refused and the old one serves on. */
  look(): Promise<void> {
    this.#loading = this.#loading.then(() =>
      this.#load().catch((error) => {
        this.log.warn("index refused", { index: this.path, reason: reason(error) });
      }),
    );
    return this.#loading;
  }

  stop(): void {
    this.#follower?.stop();
  }

  async #load(): Promise<void> {
    const { generation, bytes, path } = await this.generations.adopt(this.path);
    if (generation === this.state.served?.index.generation) return;
    this.state.served = new ServedIndex(new OpenIndex(bytes), this.state.settings);
    // Checking a file leaves garbage of about its size behind, and the one before is to be unmapped.
    Bun.gc(true);
    this.log.info("serving generation", { generation, index: this.path, copy: path ?? "memory" });
  }
}
