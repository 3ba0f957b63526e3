import type { AnnotationSink, LabelReference } from "../sources/source.ts";
import { Column } from "./column.ts";
import { type Refusal, refusalOfLabel } from "./refusals.ts";
import { Texts } from "./texts.ts";

/** A label that is named by a stable id, else by itself. */
const BY_ID = 1;
const BY_LABEL = 0;

/** What was said of labels, each once more by the place of its text. */
class References {
  readonly #species = new Column(Uint32Array);
  readonly #texts = new Column(Uint32Array);
  readonly #kinds = new Column(Uint16Array);

  constructor(private readonly texts: Texts) {}

  get length(): number {
    return this.#species.length;
  }

  push({ species, stableId, displayLabel }: LabelReference): void {
    this.#species.push(this.texts.idOf(species));
    this.#texts.push(this.texts.idOf(stableId ?? displayLabel ?? ""));
    this.#kinds.push(stableId === null ? BY_LABEL : BY_ID);
  }

  at(place: number): LabelReference {
    const text = this.texts.all[this.#texts.at(place)]!;
    const isId = this.#kinds.at(place) === BY_ID;
    return {
      species: this.texts.all[this.#species.at(place)]!,
      stableId: isId ? text : null,
      displayLabel: isId ? null : text,
    };
  }
}

/** The aliases and weights of a build, whatever they came from; what they are of is found once all rows are read. */
export class Annotations implements AnnotationSink {
  readonly #texts = new Texts();
  readonly aliasOf = new References(this.#texts);
  readonly weightOf = new References(this.#texts);
  /** Each different alias once. */
  readonly aliases = new Texts<Refusal>(refusalOfLabel);
  /** How often one was given that nobody could look up. */
  refusedAliases = 0;
  readonly #aliases = new Column(Uint32Array);
  readonly #weights = new Column(Float64Array);

  addAlias(of: LabelReference, alias: string): void {
    const id = this.aliases.idOf(alias);
    if (typeof id === "string") {
      this.refusedAliases++;
      return;
    }
    this.aliasOf.push(of);
    this.#aliases.push(id);
  }

  addWeight(of: LabelReference, weight: number): void {
    this.weightOf.push(of);
    this.#weights.push(weight);
  }

  /** Place in `aliases` of the one that is of `aliasOf.at(place)`. */
  aliasAt(place: number): number {
    return this.#aliases.at(place);
  }

  /** The weight that is of `weightOf.at(place)`. */
  weightAt(place: number): number {
    return this.#weights.at(place);
  }
}
