import { type Location, parseLocation } from "../columns/location.ts";
import { formatKind, numberOfKind, parseStableId, type StableIdKind } from "../names/stable-id.ts";
import type { RowSink } from "../sources/source.ts";
import { Annotations } from "./annotations.ts";
import { Column } from "./column.ts";
import {
  type Refusal,
  refusalOf,
  refusalOfGene,
  refusalOfKind,
  refusalOfLabel,
} from "./refusals.ts";
import { Texts } from "./texts.ts";

/** In the columns of a gene: the source has no value. */
export const ABSENT = 0xffff_ffff;

/** Between the aliases of a row. */
const ALIAS_SEPARATOR = "|";
/** Begins what `places` holds of a location that does not parse; no chromosome's name holds it. */
export const WRITTEN_LOCATION = "\0";

/**
 * The rows of a build, by columns: some 30 bytes a row, and each different text once.
 *
 * Rows that nobody could look up are refused and counted by reason.
 */
export class Rows implements RowSink {
  readonly species = new Column(Uint32Array);
  readonly label = new Column(Uint32Array);
  /** Places in `idKinds`, and the numbers that make up the ids with them. */
  readonly idKind = new Column(Uint32Array);
  readonly idNumber = new Column(Float64Array);
  /** Places in `places`; start and end - start are 0 where the location does not parse. */
  readonly place = new Column(Uint32Array);
  readonly start = new Column(Uint32Array);
  readonly span = new Column(Uint32Array);
  readonly db = new Column(Uint32Array);

  readonly speciesNames = new Texts<Refusal>((text) => refusalOf(text, "no species"));
  readonly labels = new Texts<Refusal>(refusalOfLabel);
  /** As `formatKind` writes them. */
  readonly idKinds = new Texts<Refusal>(refusalOfKind);
  /** Names of chromosomes, and locations that do not parse behind WRITTEN_LOCATION. */
  readonly places = new Texts<Refusal>((text) =>
    refusalOfGene(text.startsWith(WRITTEN_LOCATION) ? text.slice(WRITTEN_LOCATION.length) : text),
  );
  readonly dbs = new Texts<Refusal>(refusalOfGene);
  readonly refused = new Map<Refusal, number>();
  /** What the rows, or files beside them, say of labels. */
  readonly annotations = new Annotations();

  /** Rows offered, taken or refused. */
  seen = 0;
  /** The kind of the stable id before: most are of the same. */
  #lastKind: StableIdKind | null = null;
  #lastKindId: number | Refusal = ABSENT;

  add(
    species: string | null,
    displayLabel: string | null,
    stableId: string | null,
    location: string | null,
    db: string | null,
    weight: number | null = null,
    aliases: string | null = null,
  ): undefined {
    this.seen++;
    const speciesId = species === null ? "no species" : this.speciesNames.idOf(species);
    const labelId = displayLabel === null ? "no label" : this.labels.idOf(displayLabel);
    const idNumber = stableId === null ? 0 : this.#takeStableId(stableId);
    const kindId = stableId === null ? ABSENT : this.#lastKindId;
    const parsed = location === null ? null : parseLocation(location);
    const placeId = location === null ? ABSENT : this.#placeId(location, parsed);
    const dbId = db === null ? ABSENT : this.dbs.idOf(db);

    if (typeof speciesId === "string") return this.#refuse(speciesId);
    if (typeof labelId === "string") return this.#refuse(labelId);
    if (typeof kindId === "string") return this.#refuse(kindId);
    if (typeof placeId === "string") return this.#refuse(placeId);
    if (typeof dbId === "string") return this.#refuse(dbId);
    this.species.push(speciesId);
    this.label.push(labelId);
    this.idKind.push(kindId);
    this.idNumber.push(idNumber);
    this.place.push(placeId);
    this.start.push(parsed?.start ?? 0);
    this.span.push(parsed ? parsed.end - parsed.start : 0);
    this.db.push(dbId);
    if (weight !== null || aliases !== null) {
      const of = { species: species!, stableId: null, displayLabel };
      if (weight !== null) this.annotations.addWeight(of, weight);
      for (const alias of aliases?.split(ALIAS_SEPARATOR) ?? []) {
        if (alias.trim() !== "") this.annotations.addAlias(of, alias.trim());
      }
    }
  }

  #refuse(reason: Refusal): undefined {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  /** Notes the id's kind and returns its number. */
  #takeStableId(stableId: string): number {
    const sameKind = this.#lastKind && numberOfKind(stableId, this.#lastKind);
    if (sameKind !== null) return sameKind;
    const parts = parseStableId(stableId);
    this.#lastKind = parts;
    this.#lastKindId = this.idKinds.idOf(formatKind(parts));
    return parts.number;
  }

  #placeId(location: string, parsed: Location | null): number | Refusal {
    if (location.includes(WRITTEN_LOCATION)) return "control character";
    return this.places.idOf(parsed?.chromosome ?? WRITTEN_LOCATION + location);
  }
}
