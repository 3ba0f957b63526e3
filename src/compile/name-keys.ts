import { ALL_LOWER, casePatternOf } from "../names/case-pattern.ts";
import { fold } from "../names/fold.ts";
import { keySuffix, STANDINGS } from "../names/key.ts";
import { compareTexts } from "../names/order.ts";
import type { SortedKeys } from "../trie/graph.ts";

/** Indexes are below this, so that one exact number holds a rank and an index. */
const INDEXES = 2 ** 26;

/** The keys of one species' labels, or of its aliases. */
export interface SpeciesKeys {
  keys: SortedKeys;
  /** Of each key: the index of its name among those that were given. */
  members: Uint32Array;
  /** How most names show their letters. */
  casePattern: number;
}

/** Names of all species with their folds. */
export class NameKeys {
  readonly #folds: string[];
  /** Of each name: its fold's place in the byte order of all folds. */
  readonly #ranks: Float64Array;

  constructor(private readonly names: readonly string[]) {
    this.#folds = names.map(fold);
    const different = [...new Set(this.#folds)].sort(compareTexts);
    const ranks = new Map(different.map((folded, rank) => [folded, rank]));
    this.#ranks = Float64Array.from(this.#folds, (folded) => ranks.get(folded)!);
  }

  /** The fold of a name. */
  fold(id: number): string {
    return this.#folds[id]!;
  }

  /**
   * The keys of some names.
   *
   * @param ids the names, some perhaps several times with different standings
   * @param standings of each
   */
  keysOf(ids: ArrayLike<number>, standings: ArrayLike<number>): SpeciesKeys {
    const casePattern = this.#usualPattern(ids);
    const members = new Uint32Array(ids.length);
    const starts = new Uint32Array(ids.length + 1);
    const byRank = Float64Array.from(ids, (id, i) => this.#ranks[id]! * INDEXES + i).sort();
    let bytes = Buffer.allocUnsafeSlow(1 << 16);
    for (let from = 0; from < byRank.length; ) {
      const rank = Math.floor(byRank[from]! / INDEXES);
      let to = from + 1;
      while (to < byRank.length && byRank[to]! < (rank + 1) * INDEXES) to++;
      const alike = Array.from(byRank.subarray(from, to), (ranked) => ranked % INDEXES);
      const folded = this.#folds[ids[alike[0]!]!]!;
      for (const { i, suffix } of this.#suffixes(alike, folded, ids, standings, casePattern)) {
        const start = starts[from]!;
        const needed = start + 3 * folded.length + suffix.length;
        if (needed > bytes.length) {
          const larger = Buffer.allocUnsafeSlow(2 * needed);
          larger.set(bytes);
          bytes = larger;
        }
        const end = start + bytes.write(folded, start);
        bytes.set(suffix, end);
        members[from] = i;
        starts[++from] = end + suffix.length;
      }
    }
    return { keys: { bytes, starts }, members, casePattern };
  }

  /** What stands behind the fold in the keys of names that have the same one, in byte order. */
  #suffixes(
    alike: readonly number[],
    folded: string,
    ids: ArrayLike<number>,
    standings: ArrayLike<number>,
    casePattern: number,
  ): { i: number; suffix: Uint8Array }[] {
    const spellings = new Uint32Array(STANDINGS);
    for (const i of alike) spellings[standings[i]!]!++;
    const suffixes = alike.map((i) => {
      const standing = standings[i]!;
      const isOnly = spellings[standing] === 1;
      const name = this.names[ids[i]!]!;
      return { i, suffix: keySuffix(name, folded, standing, casePattern, isOnly) };
    });
    return suffixes.sort((a, b) => Buffer.compare(a.suffix, b.suffix));
  }

  /** The case pattern that most names have; of several the lowest. */
  #usualPattern(ids: ArrayLike<number>): number {
    const uses = new Map<number, number>();
    for (let i = 0; i < ids.length; i++) {
      const pattern = casePatternOf(this.names[ids[i]!]!, this.#folds[ids[i]!]!);
      if (pattern !== null) uses.set(pattern, (uses.get(pattern) ?? 0) + 1);
    }
    let usual = ALL_LOWER;
    for (const [pattern, count] of uses) {
      const most = uses.get(usual) ?? 0;
      if (count > most || (count === most && pattern < usual)) usual = pattern;
    }
    return usual;
  }
}
