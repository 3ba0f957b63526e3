import { codePoints } from "../labels/fold.ts";
import { keyOf, MAXIMUM_TEXT_LENGTH } from "../labels/key.ts";
import { parseLocation } from "../labels/location.ts";
import { parseStableId } from "../labels/stable-id.ts";
import type { RowSink } from "../sources/source.ts";
import { MAXIMUM_KEY_BYTES } from "../trie/trie.ts";
import { Column } from "./column.ts";
import { Texts } from "./texts.ts";

/** Why a row is not taken. */
export type Refusal = "no species" | "no label" | "control character" | "too long";

/** In the columns of a gene: the source has no value. */
export const ABSENT = 0xffff_ffff;

const CONTROL_CHARACTER = /\p{Cc}/u;
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
  /** `prefix NUL digits NUL suffix` */
  readonly idKinds = new Texts();
  /** Names of chromosomes, and locations that do not parse behind WRITTEN_LOCATION. */
  readonly places = new Texts();
  readonly dbs = new Texts();
  readonly refused = new Map<Refusal, number>();

  /** Rows offered, taken or refused. */
  seen = 0;

  add(
    species: string | null,
    displayLabel: string | null,
    stableId: string | null,
    location: string | null,
    db: string | null,
  ): void {
    this.seen++;
    const speciesId = species === null ? "no species" : this.speciesNames.idOf(species);
    const label = displayLabel === null ? "no label" : this.labels.idOf(displayLabel);
    const refusal =
      typeof speciesId === "string" ? speciesId : typeof label === "string" ? label : null;
    const reason =
      refusal ??
      refusalOfOptional(stableId) ??
      refusalOfOptional(location) ??
      refusalOfOptional(db);
    if (reason !== null) {
      this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
      return;
    }
    this.species.push(speciesId as number);
    this.label.push(label as number);
    this.#addStableId(stableId);
    this.#addLocation(location);
    this.db.push(db === null ? ABSENT : this.dbs.idOf(db));
  }

  #addStableId(stableId: string | null): void {
    if (stableId === null) {
      this.idKind.push(ABSENT);
      this.idNumber.push(0);
      return;
    }
    const { prefix, digits, number, suffix } = parseStableId(stableId);
    this.idKind.push(this.idKinds.idOf(`${prefix}\0${digits}\0${suffix}`));
    this.idNumber.push(number);
  }

  #addLocation(location: string | null): void {
    const parsed = location === null ? null : parseLocation(location);
    const text = parsed?.chromosome ?? (location === null ? null : WRITTEN_LOCATION + location);
    this.place.push(text === null ? ABSENT : this.places.idOf(text));
    this.start.push(parsed?.start ?? 0);
    this.span.push(parsed ? parsed.end - parsed.start : 0);
  }
}

function refusalOfLabel(label: string): Refusal | null {
  const refusal = refusalOf(label, "no label");
  if (refusal !== null) return refusal;
  return Buffer.byteLength(keyOf(label)) > MAXIMUM_KEY_BYTES ? "too long" : null;
}

function refusalOf(text: string, whenEmpty: Refusal): Refusal | null {
  return text.trim() === "" ? whenEmpty : refusalOfOptional(text);
}

function refusalOfOptional(text: string | null): Refusal | null {
  if (text === null) return null;
  if (text.length > MAXIMUM_TEXT_LENGTH && codePoints(text) > MAXIMUM_TEXT_LENGTH)
    return "too long";
  return CONTROL_CHARACTER.test(text) ? "control character" : null;
}
