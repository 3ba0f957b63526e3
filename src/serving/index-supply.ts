import { BackOff } from "../back-off.ts";
import { reason } from "../errors.ts";
import type { Feed } from "../feeds/feed.ts";
import type { Log } from "../log.ts";
import type { Vitals } from "../metrics/vitals.ts";
import type { PrivateIndex } from "../store/generations.ts";
import type { Supply } from "./supply.ts";

/** How long to wait before a feed that has failed is asked again. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/** Replaces the index that requests are answered from; resolves once none is answered from the one before. */
export type ServeIndex = (index: PrivateIndex) => Promise<void>;

/** Serves each index that a feed brings. */
export class IndexSupply implements Supply {
  /** The look under way, and the one that follows it. */
  #current: Promise<void> = Promise.resolve();
  #queued: Promise<void> | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS);
  #generation: string | null = null;
  #lastProblem: string | null = null;
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
    // Looks that are asked for meanwhile follow this.
    this.#current = started.catch(() => {});
    return started;
  }

  /** Serves the index that is at hand, or the one that an earlier run brought. */
  async #start(): Promise<void> {
    const index = this.feed.isAtHand ? await this.feed.bring() : await this.feed.recall();
    if (index !== null) await this.#serve(index);
    // Verifying a file in this process leaves garbage of about its size behind.
    Bun.gc(true);
  }

  /** Brings an index that is not at hand, and later ones. */
  follow(): void {
    if (!this.feed.isAtHand) this.look();
    this.feed.follow(() => this.look());
  }

  /**
   * Checks now whether there is another index. One that cannot be trusted is refused, and the old one stays in use.
   * Calls during a look share the next one.
   */
  look(): Promise<void> {
    this.#queued ??= this.#current.then(() => {
      this.#queued = null;
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
      this.#lastProblem = null;
    } catch (error) {
      if (!this.#stopped) this.#refuse(reason(error));
    }
  }

  /** @returns whether it is a different one than before */
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

  /** Logs what is wrong, but the same problem only once in a row. */
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
