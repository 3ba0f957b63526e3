import { fullGC } from "bun:jsc";
import { reason } from "../errors.ts";
import type { Feed } from "../feeds/feed.ts";
import type { PrivateIndex } from "../index/generations.ts";
import type { Log } from "../log.ts";
import { IndexCatalogue } from "../suggest/index-catalogue.ts";
import { Served } from "./served.ts";
import type { ServerState } from "./state.ts";
import type { Supply } from "./supply.ts";

/** How long a failing feed is left alone: doubled with each failure, from the first on. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/** Serves the indexes that a feed brings, each as soon as it is there. */
export class IndexSupply implements Supply {
  #current: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;
  #lastProblem: string | undefined;
  #stopped = false;

  constructor(
    private readonly feed: Feed,
    private readonly state: ServerState,
    private readonly log: Log,
  ) {}

  get name(): string {
    return this.feed.name;
  }

  start(): Promise<void> {
    const started = this.#start();
    // Who looks meanwhile comes after.
    this.#current = started.catch(() => {});
    return started;
  }

  /** Serves what is at hand, or what was brought in an earlier run. */
  async #start(): Promise<void> {
    const index = this.feed.isAtHand ? await this.feed.bring() : await this.feed.recall();
    if (index !== null) await this.#serve(index);
    // Checking a file here leaves garbage of about its size behind.
    Bun.gc(true);
  }

  /** Brings what is not at hand, and what comes later. */
  follow(): void {
    if (!this.feed.isAtHand) this.look();
    this.feed.follow(() => this.look());
  }

  /**
   * Looks whether there is another index, now; one that cannot be trusted is refused and the old one serves on.
   * Who asks while a look is under way shares the next one.
   */
  look(): Promise<void> {
    this.#queued ??= this.#current.then(() => {
      this.#queued = undefined;
      this.#current = this.#look();
      return this.#current;
    });
    return this.#queued;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.feed.stop();
  }

  async #look(): Promise<void> {
    clearTimeout(this.#retry);
    if (this.#stopped) return;
    try {
      const index = await this.feed.bring();
      if (index !== null) await this.#serve(index);
      this.#retryMs = FIRST_RETRY_MS;
      this.#lastProblem = undefined;
    } catch (error) {
      if (!this.#stopped) this.#refuse(reason(error));
    }
  }

  async #serve({ index, path, removeOld }: PrivateIndex): Promise<void> {
    const { generation } = index;
    const before = this.state.served?.catalogue.generation;
    if (generation === before) return;
    this.state.served = new Served(new IndexCatalogue(index), this.state.settings);
    // Unmaps the one before. To do so later takes longer: beside other work, or after its file was removed, as then
    // the file itself goes with the mapping.
    if (before !== undefined) fullGC();
    this.log.info("serving generation", {
      generation,
      index: this.feed.name,
      copy: path ?? "memory",
    });
    await removeOld();
  }

  /** Says what is wrong once, however often it is found. */
  #refuse(problem: string): void {
    if (problem !== this.#lastProblem) {
      this.log.warn("index refused", { index: this.feed.name, reason: problem });
    }
    this.#lastProblem = problem;
    this.#retry = setTimeout(() => this.look(), this.#retryMs);
    this.#retry.unref();
    this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
  }
}
