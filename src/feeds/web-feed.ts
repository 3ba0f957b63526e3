import { isOfContent } from "../errors.ts";
import type { Generations, PrivateIndex } from "../store/generations.ts";
import type { Feed } from "./feed.ts";
import {
  DEFAULT_FETCH_LIMITS,
  type FetchLimits,
  fetchIndex,
  nameOfUrl,
  type Refused,
  type Validators,
  validatorsOf,
} from "./fetch-index.ts";
import { KeptIndex } from "./kept-index.ts";

/** How long a version that was refused is not fetched again, as it may have been damaged on its way; milliseconds. */
const REFUSED_MS = 3600_000;

/** The index at the address of a web server, which is asked regularly whether there is another. */
export class WebFeed implements Feed {
  readonly isAtHand = false;
  readonly name: string;
  readonly #kept: KeptIndex;
  /** What was brought last. */
  #generation: string | null = null;
  #validators: Validators = {};
  /** The version that was refused last, until it may be fetched again. */
  #refused: (Refused & { until: number }) | null = null;
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #stopping = new AbortController();

  /** @param refreshMs how often the server is asked; milliseconds, 0 for never */
  constructor(
    private readonly url: string,
    private readonly refreshMs: number,
    generations: Generations,
    private readonly limits: FetchLimits = DEFAULT_FETCH_LIMITS,
  ) {
    this.name = nameOfUrl(url);
    // The query may tell several indexes apart.
    const address = this.name + new URL(url).search;
    this.#kept = new KeptIndex(generations, `web-${Bun.hash(address).toString(16)}`);
  }

  async recall(): Promise<PrivateIndex | null> {
    const recalled = await this.#kept.recall();
    if (recalled === null) return null;
    const { index, facts } = recalled;
    this.#generation = index.index.generation;
    this.#validators = validatorsOf(facts.etag, facts.lastModified);
    return index;
  }

  async bring(): Promise<PrivateIndex | null> {
    let validators: Validators = {};
    try {
      const brought = await this.#kept.replace(async () => {
        const fetched = await this.#fetch();
        validators = fetched?.validators ?? {};
        return fetched === null ? null : { chunks: fetched.chunks, facts: { ...validators } };
      });
      this.#refused = null;
      if (brought === null) return null;
      this.#generation = brought.index.generation;
      this.#validators = validators;
      return brought;
    } catch (error) {
      if (isOfContent(error) && Object.keys(validators).length > 0) {
        this.#refused = { validators, error, until: Date.now() + REFUSED_MS };
      }
      throw error;
    }
  }

  follow(changed: () => Promise<void>): void {
    if (this.refreshMs === 0 || this.#stopping.signal.aborted) return;
    const ask = () => changed().finally(() => this.follow(changed));
    this.#refresh = setTimeout(ask, this.refreshMs);
    this.#refresh.unref();
  }

  stop(): void {
    clearTimeout(this.#refresh);
    this.#stopping.abort();
  }

  #fetch() {
    if (this.#refused !== null && Date.now() > this.#refused.until) this.#refused = null;
    return fetchIndex(this.url, {
      generation: this.#generation,
      validators: this.#validators,
      refused: this.#refused,
      signal: this.#stopping.signal,
      limits: this.limits,
    });
  }
}
