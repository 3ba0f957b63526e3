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
