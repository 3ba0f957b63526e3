import type { Generations, PrivateIndex } from "../store/generations.ts";
import type { Feed } from "./feed.ts";
import {
  DEFAULT_FETCH_LIMITS,
  type FetchLimits,
  fetchIndex,
  nameOfUrl,
  type Validators,
} from "./fetch-index.ts";
import { KeptIndex } from "./kept-index.ts";
import { readValidators, writeValidators } from "./kept-validators.ts";

/** The index at the address of a web server, which is asked regularly whether there is another. */
export class WebFeed implements Feed {
  readonly isAtHand = false;
  readonly name: string;
  readonly #kept: KeptIndex;
  /** What was brought last. */
  #generation: string | null = null;
  #validators: Validators = {};
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
    this.#generation = recalled.index.generation;
    this.#validators = await readValidators(this.#kept.path!, this.#generation);
    return recalled;
  }

  async bring(): Promise<PrivateIndex | null> {
    let validators: Validators = {};
    const brought = await this.#kept.replace(async () => {
      const fetched = await this.#fetch();
      if (fetched === null) return null;
      validators = fetched.validators;
      return fetched.chunks;
    });
    if (brought === null) return null;
    const { generation } = brought.index;
    // Without a copy there is nothing that they could belong to.
    if (brought.path !== null) await this.#noteValidators(generation, validators);
    this.#generation = generation;
    this.#validators = validators;
    return brought;
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
    return fetchIndex(this.url, {
      generation: this.#generation,
      validators: this.#validators,
      signal: this.#stopping.signal,
      limits: this.limits,
    });
  }

  /** If they cannot be written, as in a folder that is full, the next start fetches the index again. */
  async #noteValidators(generation: string, validators: Validators): Promise<void> {
    if (this.#kept.path === null) return;
    await writeValidators(this.#kept.path, generation, validators).catch(() => {});
  }
}
