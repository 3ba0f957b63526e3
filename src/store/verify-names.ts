import { isUtf8 } from "node:buffer";
import { refusalOfName } from "../columns/refusal.ts";
import { ALL_LOWER, lettersIn, shortestPattern } from "../names/case-pattern.ts";
import { fold } from "../names/fold.ts";
import {
  arePatternDigits,
  isPatternDigit,
  keySuffix,
  MAXIMUM_KEY_BYTES,
  MAXIMUM_TEXT_LENGTH,
  nameOfKey,
  patternIn,
  weightClassOf,
} from "../names/key.ts";
import { foldKind, PLAIN_FOLD, type TrieCheck } from "../trie/check.ts";
import { endIn } from "../trie/cost.ts";
import { damaged } from "../trie/damage.ts";
import type { NodeReader } from "../trie/edge.ts";
import { LEAF } from "../trie/graph.ts";
import type { Trie } from "../trie/trie.ts";

/** Edges and bytes that are read of all names: far more than those of Ensembl, and some seconds. */
const MOST_STEPS = 2 ** 31;
const STEPS_A_NAME = 32;
/** What it takes to fold a name, in steps. */
const STEPS_A_FOLD = 200;
/** Spellings of one fold that are held in memory, where they have several standings. */
const MOST_SPELLINGS = 2 ** 17;

/** The names of one root. */
export interface CheckedNames {
  root: number;
  casePattern: number;
  /** Called with the numbers of two keys that have one name and one weight class; labels have one key each. */
  onTwice?: (a: number, b: number) => void;
}

/** An edge behind which a fold ends. */
interface Ending {
  edge: number;
  standing: number;
  /** Keys of the root before those of the edge, and of the edge. */
  number: number;
  count: number;
}

/**
 * Looks at the names that a check of the nodes could not judge, and at the keys that several names of one fold have: each
 * key is the one that its name has, and no two are of one name.
 */
export class NameCheck {
  readonly #reader: NodeReader;
  readonly #bytes = Buffer.allocUnsafeSlow(MAXIMUM_KEY_BYTES);
  #steps = 0;
  #names: CheckedNames = { root: LEAF, casePattern: 0 };
  /** Whether all names of the root are looked at. */
  #isWhole = false;

  constructor(
    trie: Trie,
    private readonly nodes: TrieCheck,
    private readonly mostSteps = MOST_STEPS,
  ) {
    this.#reader = trie.reader();
  }

  /** @throws IndexError naming what is wrong */
  check(names: CheckedNames): void {
    this.#names = names;
    this.#isWhole = this.nodes.longestOf(names.root) > MAXIMUM_TEXT_LENGTH;
    if (this.#isWhole || this.nodes.isSpecial(names.root)) this.#visit(names.root, 0, 0);
  }

  /** Allows for work on each of so many names. @throws IndexError where there are too many */
  allow(names: number): void {
    this.#spend(STEPS_A_NAME * names);
  }

  /** The standing of each key of a root. @throws IndexError where there are too many */
  standingsOf({ root }: CheckedNames, keys: number): Uint8Array {
    const standings = new Uint8Array(keys);
    if (this.nodes.hasStanding(root)) this.#fillStandings(standings, root, 0);
    return standings;
  }

  /** Sets the standings of the keys below a node before the end of folds. */
  #fillStandings(standings: Uint8Array, node: number, before: number): void {
    const reader = this.#reader;
    reader.open(node);
    let number = before;
    let edge = reader.next;
    for (let left = reader.degree; left > 0; left--) {
      reader.read(edge);
      const { source, start, end, child, count, next } = reader;
      this.#spend(1);
      const foldEnd = endIn(source, start, end);
      if (foldEnd >= 0) standings.fill(source[foldEnd]!, number, number + count);
      else if (this.nodes.hasStanding(child)) this.#fillStandings(standings, child, number);
      number += count;
      edge = next;
    }
  }

  /** Looks at the names below a node before the end of folds. @param length bytes of the way to it */
  #visit(node: number, length: number, before: number): void {
    const reader = this.#reader;
    reader.open(node);
    let endings: Ending[] | null = null;
    let areSpecial = false;
    let number = before;
    let edge = reader.next;
    for (let left = reader.degree; left > 0; left--) {
      reader.read(edge);
      const { source, start, end, child, count, next } = reader;
      this.#spend(1 + end - start);
      const foldEnd = endIn(source, start, end);
      const isSpecial = this.#isWhole || this.nodes.isSpecialEdge(source, start, end, child);
      if (start === end || foldEnd === start) {
        endings ??= [];
        endings.push({ edge, standing: foldEnd < 0 ? 0 : source[foldEnd]!, number, count });
        areSpecial ||= isSpecial || endings.length > 1;
      } else if (isSpecial && foldEnd < 0 && child !== LEAF) {
        this.#visit(child, this.#append(length), number);
      } else if (isSpecial && !(child === LEAF && this.#isPlainKey(length))) {
        const standing = foldEnd < 0 ? 0 : source[foldEnd]!;
        this.#checkAlike([{ edge, standing, number, count }], length);
      }
      number += count;
      edge = next;
    }
    if (areSpecial) this.#checkAlike(endings!, length);
  }

  /** Looks at all names of one fold. @param length bytes of the way to the edges */
  #checkAlike(endings: readonly Ending[], length: number): void {
    const keys = new Map<number, number>();
    for (const { standing, count } of endings) {
      keys.set(standing, (keys.get(standing) ?? 0) + count);
    }
    const known = keys.size > 1 ? new Map<string, number>() : null;
    for (const { edge, standing, number } of endings) {
      this.#reader.read(edge);
      const { child } = this.#reader;
      const end = this.#append(length);
      const foldEnd = endIn(this.#bytes, length, end);
      const bytes = foldEnd < 0 ? end : foldEnd;
      const isPlain = foldKind(this.#bytes, 0, bytes) === PLAIN_FOLD && !this.#isWhole;
      const isOnly = keys.get(standing) === 1;
      this.#checkSpellings({ bytes, isPlain, standing, isOnly, known }, child, end, number);
    }
  }

  /** Looks at the names below a node past the end of their fold. */
  #checkSpellings(of: Alike, node: number, length: number, before: number): void {
    if (node === LEAF) {
      this.#checkKey(of, length, before);
      return;
    }
    const reader = this.#reader;
    reader.open(node);
    let number = before;
    let edge = reader.next;
    for (let left = reader.degree; left > 0; left--) {
      reader.read(edge);
      const { child, count, next } = reader;
      this.#checkSpellings(of, child, this.#append(length), number);
      number += count;
      edge = next;
    }
  }

  #checkKey(of: Alike, length: number, number: number): void {
    this.#spend(length);
    const { bytes, standing, isOnly, known } = of;
    const key = this.#bytes;
    if (of.isPlain && isOnly && known === null && this.#hasPattern(bytes, length, standing)) return;
    this.#spend(STEPS_A_FOLD);
    const folded = key.toString("utf8", 0, bytes);
    const { casePattern, onTwice } = this.#names;
    const isSpelled = bytes + 1 < length && !isPatternDigit(key[bytes + 1]!);
    if (isSpelled && !isUtf8(key.subarray(bytes + 1, length))) {
      throw damaged("has a name that is not UTF-8");
    }
    const name = nameOfKey(key, 0, bytes, length, casePattern);
    if (refusalOfName(name, "no label") !== null || fold(name) !== folded) {
      throw damaged("has a key with another fold than its name, or a name that no build takes");
    }
    const suffix = keySuffix(name, folded, standing, casePattern, isOnly);
    if (key.compare(suffix, 0, suffix.length, bytes, length) !== 0) {
      throw damaged("has a key in another form than its name");
    }
    if (known === null) return;
    const once = onTwice === undefined ? name : `${weightClassOf(standing)} ${name}`;
    const other = known.get(once);
    if (other === undefined) known.set(once, number);
    else if (onTwice === undefined) throw damaged("has a label with two standings");
    else onTwice(other, number);
    if (known.size > MOST_SPELLINGS)
      throw damaged("has more spellings of one name than are checked");
  }

  /** Whether the key that ends with the edge just read is right, which alone has its fold; false where that is not seen at once. */
  #isPlainKey(length: number): boolean {
    const end = this.#append(length);
    const foldEnd = endIn(this.#bytes, length, end);
    const bytes = foldEnd < 0 ? end : foldEnd;
    if (this.#isWhole || foldKind(this.#bytes, 0, bytes) !== PLAIN_FOLD) return false;
    return this.#hasPattern(bytes, end, foldEnd < 0 ? 0 : this.#bytes[foldEnd]!);
  }

  /** Whether a key of a plain fold tells its name in the shortest way, by a case pattern. */
  #hasPattern(bytes: number, length: number, standing: number): boolean {
    const key = this.#bytes;
    const start = bytes + 1;
    if (length <= start) return length === bytes || standing > 0;
    const { casePattern } = this.#names;
    if (!arePatternDigits(key, start, length)) return false;
    const pattern = patternIn(key, start, length);
    const letters = lettersIn(key, 0, bytes);
    return (
      pattern >= ALL_LOWER &&
      pattern === shortestPattern(pattern, letters) &&
      pattern !== shortestPattern(casePattern, letters)
    );
  }

  /** Puts the label of the edge just read behind the first bytes. @returns where it ends */
  #append(length: number): number {
    const { source, start, end } = this.#reader;
    for (let i = start; i < end; i++) this.#bytes[length + i - start] = source[i]!;
    return length + end - start;
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.mostSteps) throw damaged("has more names than are checked");
  }
}

/** What names of one fold and standing share. */
interface Alike {
  /** Bytes of the fold. */
  bytes: number;
  /** Whether nothing but the case of letters is folded in a name that it can be of. */
  isPlain: boolean;
  standing: number;
  /** Whether there is one such name. */
  isOnly: boolean;
  /** The numbers of keys by what no two of one fold may share; null where none can. */
  known: Map<string, number> | null;
}
