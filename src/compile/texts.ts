/**
 * Different texts, each with an id, 0, 1, 2, … in the order in which they first came.
 *
 * @typeParam R why a text may be refused
 */
export class Texts<R = never> {
  readonly all: string[] = [];
  readonly #ids = new Map<string, number | R>();
  /** Rows come species by species, so that many texts are those of the row before. */
  #lastText: string | undefined;
  #lastId: number | R = 0;

  /** `check` is asked once for each different text and says why it is refused, or null. */
  constructor(private readonly check: (text: string) => R | null = () => null) {}

  /** The text's id, or why it is refused. */
  idOf(text: string): number | R {
    if (text === this.#lastText) return this.#lastId;
    const id = this.#ids.get(text) ?? this.#add(text);
    this.#lastText = text;
    this.#lastId = id;
    return id;
  }

  #add(text: string): number | R {
    const refusal = this.check(text);
    const id = refusal ?? this.all.length;
    if (refusal === null) this.all.push(text);
    this.#ids.set(text, id);
    return id;
  }
}
