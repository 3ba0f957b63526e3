import type { Generations, PrivateIndex } from "../store/generations.ts";
import type { Feed } from "./feed.ts";
import { FileFollower } from "./follow-file.ts";

/** The index at a path. */
export class FileFeed implements Feed {
  readonly isAtHand = true;
  readonly name: string;
  readonly #follower: FileFollower;

  constructor(
    path: string,
    private readonly generations: Generations,
  ) {
    this.name = path;
    this.#follower = new FileFollower(path);
  }

  async recall(): Promise<null> {
    return null;
  }

  async bring(): Promise<PrivateIndex> {
    await this.#follower.take();
    return this.generations.adopt(this.name);
  }

  follow(changed: () => Promise<void>): void {
    this.#follower.start(changed);
  }

  stop(): void {
    this.#follower.stop();
  }
}
