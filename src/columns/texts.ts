import { HashedIds, mixedHash } from "../trie/hashed-ids.ts";
import type { Refusal } from "./refusal.ts";

/** Different texts, each with an id, 0, 1, 2, … in the order in which they first came. */
export class Texts extends HashedIds {
  readonly all: string[] = [];
  #wanted = "";
  /** Rows come species by species, so that many texts are those of the row before. */
  #lastText: string | undefined;
  #lastId = 0;

  /** @param refusalOf says of each new text why it is refused, or null */
  constructor(private readonly refusalOf: (text: string) => Refusal | null = () => null) {
    super();
  }

  /** The text's id, a new one where it was not seen before, or why it is refused. */
  idOf(text: string): number | Refusal {
    if (text === this.#lastText) return this.#lastId;
    const hash = this.#lookFor(text);
    let id = this.find(hash);
    if (id === null) {
      const refusal = this.refusalOf(text);
      if (refusal !== null) return refusal;
      this.all.push(text);
      id = this.add(hash);
    }
    this.#lastText = text;
    this.#lastId = id;
    return id;
  }

  /** The id of a text that was seen before; null for any other. */
  knownIdOf(text: string): number | null {
    return this.find(this.#lookFor(text));
  }

  protected isValue(id: number): boolean {
    return this.all[id] === this.#wanted;
  }

  #lookFor(text: string): number {
    this.#wanted = text;
    let hash = text.length;
    for (let i = 0; i < text.length; i++) hash = mixedHash(hash, text.charCodeAt(i));
    return hash;
  }
}
