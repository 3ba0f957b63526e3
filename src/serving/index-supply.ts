import { BackOff } from "../back-off.ts";
import { reason } from "../errors.ts";
import type { Feed } from "../feeds/feed.ts";
import type { Log } from "../log.ts";
import type { Vitals } from "../metrics/vitals.ts";
import type { PrivateIndex } from "../store/generations.ts";
import type { Supply } from "./supply.ts";

/** How long a failing feed is left alone. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/** Has an index answer requests in the place of the one before; resolves once none is answered from that. */
export type ServeIndex = (index: PrivateIndex) => Promise<void>;

/** Serves the indexes that a feed brings, each as soon as it is there. */
export class IndexSupply implements Supply {
  #current: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS);
  #generation: string | undefined;
  #lastProblem: string | undefined;
  #stopped = false;

  constructor(
    private readonly feed: Feed,
    private readonly serve: ServeIndex,
    private readonly log: Log,
    private readonly vitals: Vitals,
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
      const isServed = index !== null && (await this.#serve(index));
      this.vitals.reloads[isServed ? "served" : "unchanged"]++;
      this.#backOff.worked();
      this.#lastProblem = undefined;
    } catch (error) {
      if (!this.#stopped) this.#refuse(reason(error));
    }
  }

  /** @returns whether it is another than the one before */
  async #serve(brought: PrivateIndex): Promise<boolean> {
    const { generation, provenance } = brought.index;
    if (generation === this.#generation) return false;
    await this.serve(brought);
    this.#generation = generation;
    this.vitals.index = { generation, built: provenance.built, since: Date.now() };
    this.log.info("serving generation", {
      generation,
      index: this.feed.name,
      copy: brought.path ?? "memory",
    });
    await brought.removeOld();
    return true;
  }

  /** Says what is wrong once, however often it is found. */
  #refuse(problem: string): void {
    this.vitals.reloads.refused++;
    if (problem !== this.#lastProblem) {
      this.log.warn("index refused", { index: this.feed.name, reason: problem });
    }
    this.#lastProblem = problem;
    this.#retry = setTimeout(() => this.look(), this.#backOff.failed());
    this.#retry.unref();
  }
}
