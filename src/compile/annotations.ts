import { NumberList } from "../columns/number-list.ts";
import { refusalOfLabel } from "../columns/refusal.ts";
import { Texts } from "../columns/texts.ts";
import type { AnnotationSink, LabelReference } from "../sources/source.ts";

/** Whether a reference names its label by the stable id of one of its genes, or by the label itself. */
const BY_ID = 1;
const BY_LABEL = 0;

/** The labels that aliases or weights are given for, as the source names them. */
class References {
  readonly #species = new NumberList(Uint32Array);
  readonly #texts = new NumberList(Uint32Array);
  readonly #kinds = new NumberList(Uint16Array);

  constructor(private readonly texts: Texts) {}

  get length(): number {
    return this.#species.length;
  }

  push({ species, stableId, displayLabel }: LabelReference): void {
    this.#species.push(this.texts.idOf(species));
    this.#texts.push(this.texts.idOf(stableId ?? displayLabel ?? ""));
    this.#kinds.push(stableId === null ? BY_LABEL : BY_ID);
  }

  at(index: number): LabelReference {
    const text = this.texts.all[this.#texts.at(index)]!;
    const isId = this.#kinds.at(index) === BY_ID;
    return {
      species: this.texts.all[this.#species.at(index)]!,
      stableId: isId ? text : null,
      displayLabel: isId ? null : text,
    };
  }
}

/** The aliases, weights and other ids of a build. Their labels are found once all rows are read. */
export class Annotations implements AnnotationSink {
  readonly #texts = new Texts();
  readonly aliasOf = new References(this.#texts);
  readonly weightOf = new References(this.#texts);
  readonly idOf = new References(this.#texts);
  /** Each different alias once. */
  readonly aliases = new Texts(refusalOfLabel);
  /** The number of aliases that were refused. */
  refusedAliases = 0;
  readonly #aliases = new NumberList(Uint32Array);
  readonly #former = new NumberList(Uint16Array);
  readonly #weights = new NumberList(Float64Array);
  readonly #ids = new NumberList(Uint32Array);

  addAlias(of: LabelReference, alias: string, isFormer: boolean): void {
    const id = this.aliases.idOf(alias);
    if (typeof id === "string") {
      this.refusedAliases++;
      return;
    }
    this.aliasOf.push(of);
    this.#aliases.push(id);
    this.#former.push(Number(isFormer));
  }

  addWeight(of: LabelReference, weight: number): void {
    this.weightOf.push(of);
    this.#weights.push(weight);
  }

  addId(of: LabelReference, id: string): void {
    this.idOf.push(of);
    // Texts of this kind are never refused.
    this.#ids.push(this.#texts.idOf(id) as number);
  }

  /** The id in `aliases` of the alias that was given for the label `aliasOf.at(index)`. */
  aliasAt(index: number): number {
    return this.#aliases.at(index);
  }

  /** Whether that alias is a former symbol of the label. */
  isFormerAt(index: number): boolean {
    return this.#former.at(index) === 1;
  }

  /** The other id that was given for `idOf.at(index)`. */
  idAt(index: number): string {
    return this.#texts.all[this.#ids.at(index)]!;
  }

  /** The weight that was given for the label `weightOf.at(index)`. */
  weightAt(index: number): number {
    return this.#weights.at(index);
  }
}
