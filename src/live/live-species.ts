import { finish } from "../lookup/steps.ts";
import { compareTexts } from "../names/order.ts";
import { LONGEST_SPECIES_NAME, SpeciesNames, speciesKey } from "../names/species-names.ts";
import type { LiveTable } from "../sources/mysql/live-table.ts";

/** When to read the names again, in milliseconds. */
export interface SpeciesTimes {
  /** How long names are used before they are read again in the background. */
  freshMs: number;
  /** The shortest time between two reads. */
  soonestMs: number;
}

export const DEFAULT_SPECIES_TIMES: SpeciesTimes = { freshMs: 10 * 60_000, soonestMs: 10_000 };

type Names = SpeciesNames<{ name: string }>;

/** The species of a table. Their names are cached, as reading them takes a scan of the table. */
export class LiveSpecies {
  #names: Names | null = null;
  #reading: Promise<Names> | null = null;
  #readAt = 0;

  constructor(
    private readonly table: LiveTable,
    private readonly times: SpeciesTimes,
  ) {}

  /** Resolves once the names are known. @throws SourceError */
  async ready(): Promise<void> {
    await this.#known();
  }

  /** The species' name as it is stored; null if there is no such species. @throws SourceError */
  async find(name: string): Promise<string | null> {
    if (name.length > LONGEST_SPECIES_NAME) return null;
    const known = (await this.#known()).find(name);
    if (known !== undefined) return known.name;
    // The cached names may lack a new species.
    const isNew = await this.table.hasSpecies([name, speciesKey(name)]);
    if (!isNew || this.#age() < this.times.soonestMs) return null;
    return (await this.#read()).find(name)?.name ?? null;
  }

  /** Names that an unknown name may have meant. @throws SourceError */
  async didYouMean(name: string): Promise<string[]> {
    return finish((await this.#known()).didYouMean(name));
  }

  async #known(): Promise<Names> {
    if (this.#names === null) return this.#read();
    // The names have most likely not changed, so no request waits for them.
    if (this.#age() > this.times.freshMs) this.#read().catch(() => {});
    return this.#names;
  }

  #age(): number {
    return performance.now() - this.#readAt;
  }

  #read(): Promise<Names> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readNow(): Promise<Names> {
    const names = await this.table.species();
    this.#readAt = performance.now();
    this.#names = SpeciesNames.of(names.sort(compareTexts).map((name) => ({ name })));
    return this.#names;
  }
}
