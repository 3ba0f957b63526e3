import { LOWER, UPPER } from "./case.ts";
import { NodeCursor } from "./cursor.ts";
import { damaged, guardRange } from "./damage.ts";
import { costOf, LEAF, SEPARATOR } from "./graph.ts";
import { COST_UNIT, PartialKeys } from "./partial-keys.ts";
import { rankOf } from "./rank.ts";
import { MAXIMUM_KEY_BYTES, type Trie } from "./trie.ts";

const ROOT = 0;
/** Places that a partial key moves forward in the queue which are one step. */
const MOVES_PER_STEP = 128;
const NOTHING = new Uint8Array(0);

/**
 * Finds the best keys that begin with a query, whatever their case.
 *
 * A walk first follows the query through both cases to the few nodes below which all matches lie; from
 * there the best partial key is continued again and again. Every node states the cost of its best key
 * exactly, so nearly each step leads to a result, however many keys match.
 */
export class TrieSearch {
  readonly #cursor: NodeCursor;
  readonly #partial = new PartialKeys();
  readonly #found: number[] = [];
  /** Ids of partial keys, best first, in `[#queueStart .. #queueEnd)`. */
  #queue = new Int32Array(256);
  #queueStart = 0;
  #queueEnd = 0;
  /** Two cases of one beginning were met, so one partial key may fold to the beginning of another. */
  #bothCases = false;

  constructor(trie: Trie) {
    this.#cursor = new NodeCursor(trie);
  }

  /**
   * The best `limit` keys of the trie at `root` whose folded part begins with the query (folded, UTF-8):
   * lower cost first, then byte order of the folded part, then of the label. With `exactOnly` those alone
   * whose folded part is the query.
   *
   * @returns ids for `label`, `isExact` and `number`, valid until the next call
   * @throws IndexError where the trie is damaged
   */
  find(root: number, query: Uint8Array, limit: number, exactOnly = false): readonly number[] {
    this.#cursor.allowSteps();
    this.#partial.reset(root, query.length);
    this.#queueStart = 0;
    this.#queueEnd = 0;
    this.#bothCases = false;
    this.#found.length = 0;
    // Keys use this byte for themselves, and no label holds it.
    if (query.includes(SEPARATOR)) return this.#found;
    guardRange(() => this.#search(query, limit, exactOnly));
    return this.#found;
  }

  /** The label of a key that the last `find` found, as it is stored. */
  label(id: number): string {
    return this.#partial.label(id);
  }

  /** Whether the folded label is the query itself and not longer. */
  isExact(id: number, query: Uint8Array): boolean {
    return this.#partial.foldedLength(id) === query.length;
  }

  /** The key's number: how many keys of the trie at `root` stand before it in byte order. */
  number(id: number, root: number): number {
    const { bytes, starts, ends } = this.#partial;
    // Each of many results walks anew, and has steps of its own.
    this.#cursor.allowSteps();
    return guardRange(() => rankOf(this.#cursor, root, bytes, starts[id]!, ends[id]!));
  }

  #search(query: Uint8Array, limit: number, exactOnly: boolean): void {
    this.#walk(query, limit);
    while (this.#queueStart < this.#queueEnd && this.#found.length < limit) {
      const best = this.#queue[this.#queueStart++]!;
      // Exact keys cost least, so none comes after one that is longer.
      if (exactOnly && !this.isExact(best, query)) return;
      this.#expand(best, limit);
    }
  }

  /** Queues every partial key that the query can end in. */
  #walk(query: Uint8Array, limit: number): void {
    const partial = this.#partial;
    const pending = [ROOT];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (partial.length(id) < query.length) {
        this.#follow(id, query, pending);
        continue;
      }
      this.#enqueue(id, limit);
    }
  }

  /** Adds the partial keys that continue `id` by an edge which agrees with the query. */
  #follow(id: number, query: Uint8Array, pending: number[]): void {
    const cursor = this.#cursor;
    const matched = this.#partial.length(id);
    cursor.open(this.#partial.nodes[id]!);
    const wanted = query[matched]!;
    const capital = UPPER[wanted]!;
    const before = pending.length;
    if (capital !== wanted && cursor.seek(capital) && this.#agrees(query, matched)) {
      pending.push(this.#extendBy(id));
    }
    if (cursor.seek(wanted) && this.#agrees(query, matched)) {
      pending.push(this.#extendBy(id));
    }
    if (pending.length - before === 2) this.#bothCases = true;
  }

  /** Whether the edge last read goes on like the query, as far as both reach. */
  #agrees(query: Uint8Array, matched: number): boolean {
    const { label, labelStart, labelEnd } = this.#cursor;
    const end = Math.min(labelEnd, labelStart + query.length - matched);
    let i = labelStart + 1;
    while (i < end && LOWER[label[i]!] === query[matched + i - labelStart]) i++;
    return i === end;
  }

  /** Takes the best partial key: a whole one is found, of any other the continuations are queued. */
  #expand(id: number, limit: number): void {
    const cursor = this.#cursor;
    const partial = this.#partial;
    const node = partial.nodes[id]!;
    if (node === LEAF) {
      this.#found.push(id);
      return;
    }
    cursor.open(node);
    const wanted = limit - this.#found.length;
    const spent = partial.spent[id]!;
    if (cursor.terminal) this.#enqueue(this.#whole(id), wanted);
    let bound = this.#bound(wanted);
    let capitals = 0;
    while (cursor.nextEdge()) {
      const first = cursor.label[cursor.labelStart]!;
      if (LOWER[first] !== first) capitals |= 1 << (first & 31);
      else if (first === SEPARATOR || (UPPER[first] !== first && capitals & (1 << (first & 31)))) {
        this.#bothCases = true;
        bound = this.#bound(wanted);
      }
      const step = this.#edgeCost(id);
      const cost = spent + step + cursor.childCost;
      if (cost * COST_UNIT > bound) continue;
      const order = this.#order(id);
      if (cost * COST_UNIT + order > bound) continue;
      this.#enqueue(this.#extend(id, step, cost, order), wanted);
      bound = this.#bound(wanted);
    }
  }

  /** Partial key `id` once more, as a whole key. */
  #whole(id: number): number {
    const { spent, orders } = this.#partial;
    return this.#partial.extend(id, NOTHING, 0, 0, LEAF, spent[id]!, spent[id]!, orders[id]!);
  }

  /** Adds partial key `id` with the edge last read. */
  #extendBy(id: number): number {
    const step = this.#edgeCost(id);
    const cost = this.#partial.spent[id]! + step + this.#cursor.childCost;
    return this.#extend(id, step, cost, this.#order(id));
  }

  /** Adds partial key `id` with the edge last read, which costs `step`. */
  #extend(id: number, step: number, cost: number, order: number): number {
    const { label, labelStart, labelEnd, child } = this.#cursor;
    const partial = this.#partial;
    if (partial.length(id) + labelEnd - labelStart > MAXIMUM_KEY_BYTES) {
      throw damaged("has an over-long key");
    }
    this.#cursor.spend(0, partial.length(id) + labelEnd - labelStart);
    const spent = partial.spent[id]! + step;
    return partial.extend(id, label, labelStart, labelEnd, child, spent, cost, order);
  }

  /** What the edge last read adds to the cost of partial key `id`. */
  #edgeCost(id: number): number {
    const { label, labelStart, labelEnd } = this.#cursor;
    return this.#partial.pastSeparator(id) ? 0 : costOf(label, labelStart, labelEnd);
  }

  #order(id: number): number {
    const { label, labelStart, labelEnd } = this.#cursor;
    return this.#partial.orderWith(id, label, labelStart, labelEnd);
  }

  /**
   * The priority behind which nothing is wanted any more, because the queue holds enough that is better.
   * Where both cases of a beginning were met equal costs decide nothing: either may continue to the better
   * key.
   */
  #bound(wanted: number): number {
    const last = this.#queueStart + wanted - 1;
    if (last >= this.#queueEnd) return Number.POSITIVE_INFINITY;
    const { priorities, orders } = this.#partial;
    const id = this.#queue[last]!;
    return this.#bothCases ? priorities[id]! - orders[id]! + (COST_UNIT - 1) : priorities[id]!;
  }

  /** Puts a partial key in its place in the queue, and drops those behind that are no more wanted. */
  #enqueue(id: number, wanted: number): void {
    if (this.#queueEnd === this.#queue.length) this.#makeRoom();
    const queue = this.#queue;
    const partial = this.#partial;
    let place = this.#queueEnd++;
    partial.comparedBytes = 0;
    while (place > this.#queueStart && partial.compare(id, queue[place - 1]!) < 0) {
      queue[place] = queue[place - 1]!;
      place--;
    }
    queue[place] = id;
    const moved = this.#queueEnd - 1 - place;
    this.#cursor.spend(Math.floor(moved / MOVES_PER_STEP), partial.comparedBytes);
    const bound = this.#bound(wanted);
    while (partial.priorities[queue[this.#queueEnd - 1]!]! > bound) this.#queueEnd--;
  }

  #makeRoom(): void {
    const waiting = this.#queue.subarray(this.#queueStart, this.#queueEnd);
    if (waiting.length * 2 > this.#queue.length) {
      this.#queue = new Int32Array(this.#queue.length * 2);
    }
    this.#queue.set(waiting);
    this.#queueStart = 0;
    this.#queueEnd = waiting.length;
  }
}
