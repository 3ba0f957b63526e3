/**
 * Optimal string alignment distance of two texts, given by their characters: the fewest insertions, deletions,
 * substitutions and swaps of neighbours, where no character is edited twice.
 */
export function distance(a: ArrayLike<string>, b: ArrayLike<string>): number {
  return distancesToBeginnings(a, b).at(-1)!;
}

/** The distance from text `a` to each beginning of text `b`: item `n` is that to its first `n` characters. */
export function distancesToBeginnings(a: ArrayLike<string>, b: ArrayLike<string>): number[] {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(row[j - 1]! + 1, last[j]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last;
}

const WORD_BITS = 32;

/**
 * The distances from one text to many others, in UTF-16 units: 32 cells of a column are computed at a time, by the
 * bit-parallel algorithm of Hyyrö (2003) for optimal string alignment.
 */
export class DistanceFrom {
  readonly #words: number;
  /** For each unit of the text: a bit for each position at which it stands, in as many words as the text needs. */
  readonly #positions = new Map<number, Int32Array>();
  readonly #nowhere: Int32Array;
  /** The state of each word after the column before: where cells grow and shrink, diagonals, and positions. */
  readonly #grows: Int32Array;
  readonly #shrinks: Int32Array;
  readonly #diagonals: Int32Array;
  readonly #lastPositions: Int32Array;

  constructor(private readonly text: string) {
    this.#words = Math.max(1, Math.ceil(text.length / WORD_BITS));
    const column = () => new Int32Array(this.#words);
    [this.#nowhere, this.#grows, this.#shrinks, this.#diagonals, this.#lastPositions] = [
      column(),
      column(),
      column(),
      column(),
      column(),
    ];
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const positions = this.#positions.get(unit) ?? column();
      positions[Math.floor(i / WORD_BITS)]! |= 1 << (i % WORD_BITS);
      this.#positions.set(unit, positions);
    }
  }

  /** The distance to another text. */
  to(other: string): number {
    const { length } = this.text;
    if (length === 0) return other.length;
    this.#grows.fill(-1);
    this.#shrinks.fill(0);
    this.#diagonals.fill(0);
    this.#lastPositions.fill(0);
    let distance = length;
    for (let i = 0; i < other.length; i++) {
      distance += this.#addColumn(this.#positions.get(other.charCodeAt(i)) ?? this.#nowhere);
    }
    return distance;
  }

  /** Goes on to the next column; returns by how much its last cell differs from that of the column before. */
  #addColumn(positions: Int32Array): number {
    const last = this.#words - 1;
    const lastBit = 1 << ((this.text.length - 1) % WORD_BITS);
    let change = 0;
    let growCarry = 1;
    let shrinkCarry = 0;
    let swapCarry = 0;
    for (let word = 0; word <= last; word++) {
      const here = positions[word]!;
      const grows = this.#grows[word]!;
      const shrinks = this.#shrinks[word]!;
      const isMissed = ~this.#diagonals[word]! & here;
      const swaps = ((isMissed << 1) | swapCarry) & this.#lastPositions[word]!;
      swapCarry = isMissed >>> (WORD_BITS - 1);
      const same = here | shrinkCarry;
      const diagonals = ((((same & grows) + grows) | 0) ^ grows) | same | shrinks | swaps;
      const rises = shrinks | ~(diagonals | grows);
      const falls = diagonals & grows;
      if (word === last) change = Number((rises & lastBit) !== 0) - Number((falls & lastBit) !== 0);
      const risen = (rises << 1) | growCarry;
      const fallen = (falls << 1) | shrinkCarry;
      growCarry = rises >>> (WORD_BITS - 1);
      shrinkCarry = falls >>> (WORD_BITS - 1);
      this.#grows[word] = fallen | ~(diagonals | risen);
      this.#shrinks[word] = risen & diagonals;
      this.#diagonals[word] = diagonals;
      this.#lastPositions[word] = here;
    }
    return change;
  }
}
