import { DistanceFrom } from "./distance.ts";

/** Species offered for an unknown name, at most. */
const MOST_OFFERED = 3;
/** Edits between a name and one that is offered for it, at most, as a share of the longer one's length. */
const MOST_EDITS = 0.4;
/** Shorter names, in UTF-16 units, are a few edits from every other short one, so none is offered by its edits. */
const SHORTEST_OFFERED = 5;
/** For longer names, in UTF-16 units, nothing is offered: comparing them takes long. */
const LONGEST_NAME = 100;
/** Words of fewer UTF-16 units are shared by too many species. */
const SHORTEST_WORD = 3;
/** Names that are compared in one step. */
const NAMES_A_STEP = 64;
/** Letters are counted in as many classes, each by the last bits of its code. */
const CLASSES = 32;

/** The ranks of species by why they are offered; that of an edit is behind those of all fewer edits. */
const BEGINS = 0;
const SHARES_WORD = 1;

/** A name of a species: in the spelling by which they are compared, and the species' own. */
interface Key {
  key: string;
  species: string;
}

/** Names of one length. */
interface KeysOfLength {
  length: number;
  keys: Key[];
  /** How many letters of each class each key has. */
  letters: Uint8Array[];
}

/**
 * Finds the species that an unknown name was perhaps meant for: one of their names begins with it, shares a word with
 * it, or is a few edits from it.
 */
export class SimilarSpecies {
  readonly #keys: Key[] = [];
  readonly #byLength = new Map<number, KeysOfLength>();
  /** The species that have a word in one of their names. */
  readonly #byWord = new Map<string, Set<string>>();

  private constructor() {}

  /** @param keys names of species in the spelling by which they are compared, each with the species' own name */
  static *of(keys: Iterable<Key>): Generator<void, SimilarSpecies> {
    const similar = new SimilarSpecies();
    for (const key of keys) {
      similar.#add(key);
      if (similar.#keys.length % NAMES_A_STEP === 0) yield;
    }
    return similar;
  }

  #add(added: Key): void {
    const { key, species } = added;
    this.#keys.push(added);
    for (const word of key.split("_")) {
      if (word.length < SHORTEST_WORD) continue;
      const sharing = this.#byWord.get(word);
      if (sharing === undefined) this.#byWord.set(word, new Set([species]));
      else sharing.add(species);
    }
    if (key.length < SHORTEST_OFFERED || key.length > LONGEST_NAME / (1 - MOST_EDITS)) return;
    let ofLength = this.#byLength.get(key.length);
    if (ofLength === undefined) {
      ofLength = { length: key.length, keys: [], letters: [] };
      this.#byLength.set(key.length, ofLength);
    }
    ofLength.keys.push(added);
    ofLength.letters.push(lettersOf(key));
  }

  /** The best of them for a name in the spelling by which species are compared. */
  *to(wanted: string): Generator<void, string[]> {
    if (wanted === "" || wanted.length > LONGEST_NAME) return [];
    const best = new Best();
    for (const [i, { key, species }] of this.#keys.entries()) {
      if (key.startsWith(wanted)) best.offer(species, BEGINS);
      if (i % (NAMES_A_STEP * NAMES_A_STEP) === 0) yield;
    }
    for (const word of new Set(wanted.split("_"))) {
      for (const species of this.#byWord.get(word) ?? []) best.offer(species, SHARES_WORD);
      yield;
    }
    if (best.worst > SHARES_WORD) yield* this.#byEdits(wanted, best);
    return best.names;
  }

  *#byEdits(wanted: string, best: Best): Generator<void, void> {
    const distanceFrom = new DistanceFrom(wanted);
    const letters = lettersOf(wanted);
    const away = ({ length }: KeysOfLength) => Math.abs(length - wanted.length);
    let compared = 0;
    for (const ofLength of [...this.#byLength.values()].sort((a, b) => away(a) - away(b))) {
      const mostEdits = Math.max(wanted.length, ofLength.length) * MOST_EDITS;
      for (const [i, { key, species }] of ofLength.keys.entries()) {
        // As many edits are needed as one of the two has more letters: a text that is too far is seen at its letters.
        const most = Math.min(mostEdits, best.worst - SHARES_WORD);
        if (away(ofLength) > most) break;
        if (++compared % NAMES_A_STEP === 0) yield;
        if (leastEdits(letters, ofLength.letters[i]!) > most) continue;
        const edits = distanceFrom.to(key);
        if (edits <= most) best.offer(species, SHARES_WORD + edits);
      }
    }
  }
}

/** The species that are offered so far, best first: by their ranks, then by their names. */
class Best {
  readonly #offered: { species: string; rank: number }[] = [];

  get names(): string[] {
    return this.#offered.map(({ species }) => species);
  }

  /** A species with a higher rank is not offered any more. */
  get worst(): number {
    return this.#offered[MOST_OFFERED - 1]?.rank ?? Number.POSITIVE_INFINITY;
  }

  offer(species: string, rank: number): void {
    const last = this.#offered[MOST_OFFERED - 1];
    if (last !== undefined && (rank > last.rank || (rank === last.rank && species > last.species)))
      return;
    const known = this.#offered.findIndex((other) => other.species === species);
    if (known >= 0 && this.#offered[known]!.rank <= rank) return;
    if (known >= 0) this.#offered.splice(known, 1);
    this.#offered.push({ species, rank });
    this.#offered.sort((a, b) => a.rank - b.rank || (a.species < b.species ? -1 : 1));
    this.#offered.length = Math.min(this.#offered.length, MOST_OFFERED);
  }
}

function lettersOf(text: string): Uint8Array {
  const counts = new Uint8Array(CLASSES);
  for (let i = 0; i < text.length; i++) counts[text.charCodeAt(i) & (CLASSES - 1)]!++;
  return counts;
}

/** The edits that are needed at least between two texts, by how many letters of each class they have. */
function leastEdits(a: Uint8Array, b: Uint8Array): number {
  let more = 0;
  let fewer = 0;
  for (let i = 0; i < CLASSES; i++) {
    const difference = a[i]! - b[i]!;
    if (difference > 0) more += difference;
    else fewer -= difference;
  }
  return Math.max(more, fewer);
}
