import type { Generations, Note, PrivateIndex } from "../store/generations.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** What is to be known of an index at the next start, by name. */
export type Facts = Readonly<Record<string, unknown>>;

/** An index that is arriving. */
export interface Arriving {
  chunks: AsyncGenerator<Bytes>;
  facts?: Facts;
}

/** Fetches an index; null if there is no other than the one before. */
export type Fetch = () => Promise<Arriving | null>;

/** The last index from one location on another machine, kept where the next start finds it. */
export class KeptIndex {
  /** @param name names the note of the location, so each has another */
  constructor(
    private readonly generations: Generations,
    private readonly name: string,
  ) {}

  /** The index that an earlier run kept, and its facts; null if there is none, or it is damaged. */
  async recall(): Promise<{ index: PrivateIndex; facts: Facts } | null> {
    const note: Note | null = await this.generations.noted(this.name);
    if (note === null) return null;
    const index = await this.generations.recall(note.generation);
    return index === null ? null : { index, facts: note };
  }

  /**
   * Fetches an index and keeps it in place of the one before.
   *
   * @param begin is called a second time, to fetch into memory, if the folder is full or gone
   * @throws AssemblError if it cannot be fetched or trusted; the index that is kept then stays as it was
   */
  async replace(begin: Fetch): Promise<PrivateIndex | null> {
    let facts: Facts = {};
    const received = await this.generations.receive(async () => {
      const arriving = await begin();
      facts = arriving?.facts ?? {};
      return arriving?.chunks ?? null;
    });
    if (received === null || received.path === null) return received;
    await this.generations.note(this.name, { ...facts, generation: received.index.generation });
    return received;
  }
}
