import { isOfContent } from "../errors.ts";
import type { Log } from "../log.ts";
import { parseRedisLocation, type RedisLocation } from "../redis/location.ts";
import { Notices, type NoticeTimes } from "../redis/notices.ts";
import type { Publication } from "../redis/publication.ts";
import { Overtaken, readPublished } from "../redis/read.ts";
import type { Generations, PrivateIndex } from "../store/generations.ts";
import type { Feed } from "./feed.ts";
import { KeptIndex } from "./kept-index.ts";

/** How often a publication may be replaced while it is read before this look is given up. */
const ATTEMPTS = 5;

/** What a feed needs to follow what is published in Redis. */
export interface RedisFeedOptions {
  /** `redis://host:port/db?key=NAME` */
  address: string;
  /** How often Redis is asked in case a notice was lost; milliseconds, 0 for never. */
  refreshMs: number;
  generations: Generations;
  log: Log;
  noticeTimes?: NoticeTimes;
}

/** The index that is published under a key in Redis; a new one is brought as soon as it is announced. */
export class RedisFeed implements Feed {
  readonly isAtHand = false;
  readonly name: string;
  readonly #location: RedisLocation;
  readonly #kept: KeptIndex;
  /** The last index and its publication, which is not known of one from an earlier run. */
  #generation: string | null = null;
  #publication: string | null = null;
  /** The publication that was refused last, and why; it is not read again, as it cannot change. */
  #refused: { id: string; error: unknown } | null = null;
  #notices: Notices | null = null;
  #refresh: ReturnType<typeof setInterval> | undefined;
  readonly #stopping = new AbortController();

  /** @throws UsageError if the address is malformed */
  constructor(private readonly options: RedisFeedOptions) {
    this.#location = parseRedisLocation(options.address);
    this.name = this.#location.name;
    const hash = Bun.hash(this.name).toString(16);
    this.#kept = new KeptIndex(options.generations, `redis-${hash}`);
  }

  async recall(): Promise<PrivateIndex | null> {
    const recalled = await this.#kept.recall();
    this.#generation = recalled?.index.index.generation ?? null;
    return recalled?.index ?? null;
  }

  async bring(): Promise<PrivateIndex | null> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#bringOnce();
      } catch (error) {
        if (!(error instanceof Overtaken) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  follow(changed: () => Promise<void>): void {
    const { refreshMs, log, noticeTimes } = this.options;
    if (this.#stopping.signal.aborted) return;
    const listener = {
      published: changed,
      lost: (reason: string) => log.warn("connection to Redis lost", { index: this.name, reason }),
      back: () => log.info("connection to Redis restored", { index: this.name }),
    };
    this.#notices = new Notices(this.#location, listener, noticeTimes);
    this.#notices.start();
    if (refreshMs > 0) this.#refresh = setInterval(changed, refreshMs);
    this.#refresh?.unref();
  }

  stop(): void {
    clearInterval(this.#refresh);
    this.#notices?.stop();
    this.#stopping.abort();
  }

  async #bringOnce(): Promise<PrivateIndex | null> {
    let publication: string | null = null;
    try {
      const brought = await this.#kept.replace(async () => {
        const published = await readPublished(this.#location, {
          isKnown: (found) => this.#isKnown(found),
          signal: this.#stopping.signal,
        });
        publication = published?.publication.id ?? null;
        return published;
      });
      if (brought === null) return null;
      this.#publication = publication;
      this.#generation = brought.index.generation;
      return brought;
    } catch (error) {
      if (isOfContent(error) && publication !== null) this.#refused = { id: publication, error };
      throw error;
    }
  }

  /** @throws the error of the publication that was refused, where it is that one */
  #isKnown({ id, generation }: Publication): boolean {
    if (id === this.#refused?.id) throw this.#refused.error;
    return id === this.#publication || generation === this.#generation;
  }
}
