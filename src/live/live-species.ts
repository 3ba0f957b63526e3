import { compareTexts } from "../names/order.ts";
import { SpeciesNames, speciesKey } from "../names/species-names.ts";
import type { LiveTable } from "../sources/mysql/live-table.ts";

/** When names are read again, in milliseconds. */
export interface SpeciesTimes {
  /** How long they are taken to be all there are. */
  freshMs: number;
  /** How soon at most. */
  soonestMs: number;
}

export const DEFAULT_SPECIES_TIMES: SpeciesTimes = { freshMs: 10 * 60_000, soonestMs: 10_000 };

type Names = SpeciesNames<{ name: string }>;

/** The species of a table. To read their names takes a scan of it, so they are kept. */
export class LiveSpecies {
  #names: Names | undefined;
  #reading: Promise<Names> | undefined;
  #readAt = 0;

  constructor(
    private readonly table: LiveTable,
    private readonly times: SpeciesTimes,
  ) {}

  /** Resolves once the names are known. @throws SourceError */
  async ready(): Promise<void> {
    await this.#known();
  }

  /** The species' name as it is stored; undefined where there is none. @throws SourceError */
  async find(name: string): Promise<string | undefined> {
    const known = (await this.#known()).find(name);
    if (known !== undefined) return known.name;
    // Only the database can say that a species is not there.
    const isNew = await this.table.hasSpecies([name, speciesKey(name)]);
    if (!isNew || this.#age() < this.times.soonestMs) return undefined;
    return (await this.#read()).find(name)?.name;
  }

  /** Names that were perhaps meant. @throws SourceError */
  async didYouMean(name: string): Promise<string[]> {
    return (await this.#known()).didYouMean(name);
  }

  async #known(): Promise<Names> {
    if (this.#names === undefined) return this.#read();
    // Nobody waits for names that are most likely the same.
    if (this.#age() > this.times.freshMs) this.#read().catch(() => {});
    return this.#names;
  }

  #age(): number {
    return performance.now() - this.#readAt;
  }

  #read(): Promise<Names> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readNow(): Promise<Names> {
    const names = await this.table.species();
    this.#readAt = performance.now();
    this.#names = new SpeciesNames(names.sort(compareTexts).map((name) => ({ name })));
    return this.#names;
  }
}
