/** Sorts stably by a key of 0 to `keys` - 1. Counted loops: iterators take three times as long for millions. */
export function countingSort(
  items: Uint32Array,
  keys: number,
  keyOf: (item: number) => number,
): Uint32Array {
  const next = new Uint32Array(keys + 1);
  for (let i = 0; i < items.length; i++) next[keyOf(items[i]!) + 1]!++;
  for (let key = 0; key < keys; key++) next[key + 1]! += next[key]!;
  const sorted = new Uint32Array(items.length);
  for (let i = 0; i < items.length; i++) sorted[next[keyOf(items[i]!)]!++] = items[i]!;
  return sorted;
}
