import { existsSync } from "node:fs";
import { rename, unlink, writeFile } from "node:fs/promises";
import { AssemblError } from "../errors.ts";
import type { Generations, PrivateIndex } from "../index/generations.ts";
import { temporaryOf } from "../index/temporaries.ts";
import type { Feed } from "./feed.ts";
import {
  DEFAULT_FETCH_LIMITS,
  type FetchLimits,
  fetchIndex,
  nameOfUrl,
  type Validators,
} from "./fetch-index.ts";
import { makeFolderOf } from "./kept-folder.ts";
import { readValidators, writeValidators } from "./kept-validators.ts";

/** The index at a web address, asked after again and again. */
export class WebFeed implements Feed {
  readonly isAtHand = false;
  readonly name: string;
  readonly #kept: string | null;
  /** What was brought last. */
  #generation: string | undefined;
  #validators: Validators = {};
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #stopping = new AbortController();

  /** @param refreshMs how often it is asked after; 0 never */
  constructor(
    private readonly url: string,
    private readonly refreshMs: number,
    private readonly generations: Generations,
    private readonly limits: FetchLimits = DEFAULT_FETCH_LIMITS,
  ) {
    this.name = nameOfUrl(url);
    // The query may say which of several indexes it is.
    const place = this.name + new URL(url).search;
    this.#kept = generations.pathOf(`web-${Bun.hash(place).toString(16)}`);
  }

  async recall(): Promise<PrivateIndex | null> {
    if (this.#kept === null || !existsSync(this.#kept)) return null;
    const kept = await this.generations.adopt(this.#kept).catch(() => null);
    if (kept === null) return null;
    this.#generation = kept.index.generation;
    this.#validators = await readValidators(this.#kept, this.#generation);
    return kept;
  }

  async bring(): Promise<PrivateIndex | null> {
    if (this.#kept === null) return this.#intoMemory();
    try {
      return await this.#intoFile(this.#kept);
    } catch (error) {
      if (error instanceof AssemblError) throw error;
      // The folder is full or gone, which is no reason not to serve.
      return this.#intoMemory();
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

  /** Only what was verified takes the place of what is kept. */
  async #intoFile(kept: string): Promise<PrivateIndex | null> {
    await makeFolderOf(kept);
    const fetched = await this.#fetch();
    if (fetched === null) return null;
    const temporary = temporaryOf(`${kept}-${crypto.randomUUID()}`);
    try {
      await writeFile(temporary, fetched.chunks);
      const adopted = await this.generations.adopt(temporary);
      await rename(temporary, kept);
      await writeValidators(kept, adopted.index.generation, fetched.validators);
      return this.#brought(adopted, fetched.validators);
    } finally {
      await unlink(temporary).catch(() => {});
    }
  }

  async #intoMemory(): Promise<PrivateIndex | null> {
    const fetched = await this.#fetch();
    if (fetched === null) return null;
    const bytes = Buffer.concat(await Array.fromAsync(fetched.chunks));
    return this.#brought(this.generations.adoptBytes(bytes), fetched.validators);
  }

  #fetch() {
    return fetchIndex(this.url, {
      generation: this.#generation,
      validators: this.#validators,
      signal: this.#stopping.signal,
      limits: this.limits,
    });
  }

  #brought(adopted: PrivateIndex, validators: Validators): PrivateIndex {
    this.#generation = adopted.index.generation;
    this.#validators = validators;
    return adopted;
  }
}
