import { HashedIds, mixedHash } from "../trie/hashed-ids.ts";

/**
 * Different texts, each with an id: 0, 1, 2, … in the order in which they first came.
 *
 * @typeParam R why a text is refused
 */
export class Texts<R extends string = never> extends HashedIds {
  readonly all: string[] = [];
  #wanted = "";
  /** Rows come species by species, so that many texts equal those of the row before. */
  #lastText: string | null = null;
  #lastId = 0;

  /** @param refusalOf says why a new text is refused, or null */
  constructor(private readonly refusalOf: (text: string) => R | null = () => null) {
    super();
  }

  /** The text's id, the next one if the text is new, or why it is refused. */
  idOf(text: string): number | R {
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

  /** The id of a text that was added before; null for any other. */
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
