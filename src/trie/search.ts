import { FIRST_NAME_BYTE, MAXIMUM_KEY_BYTES, nameOfKey } from "../names/key.ts";
import type { Budget } from "./budget.ts";
import { damaged } from "./damage.ts";
import type { NodeReader } from "./edge.ts";
import { characterLength, LEAF } from "./graph.ts";
import type { Trie } from "./trie.ts";
import type { End } from "./walk.ts";

/** Bytes of a beginning that its order holds as a number. */
const ORDER_BYTES = 6;
/** Places that one moves forward in the queue, and bytes that are compared, which are one step. */
const MOVES_PER_STEP = 64;
const BYTES_PER_STEP = 32;
/** Stands for the end of a fold that is still to come. */
const NOT_YET = -1;

/**
 * Finds the best keys behind the ends of walks, one after another: those of lower cost first, then in byte order.
 *
 * What waits is, of each node that was passed, its edges from one of them on. They stand in the order of their costs,
 * so the first of them leads to the best key behind them all, and the search goes straight down to it; all that it
 * reads beside the way is the next edge of each node. What waits are different ways down, which part at some character:
 * so what is known of each, its bytes up to the first character of its edge and the cost of its best key, tells which of
 * two has the better key.
 */
export class BestFirst {
  /** The key found last is `bytes[start .. end)`, and its fold ends at `folded`. */
  bytes = Buffer.allocUnsafeSlow(1 << 14);
  start = 0;
  folded = 0;
  end = 0;
  /** How many keys of its root stand before it. */
  number = 0;

  readonly #reader: NodeReader;
  readonly #waiting = new Waiting();
  /** Ids of what waits, the best first: `queue[queueStart .. queueEnd)`. */
  #queue = new Int32Array(64);
  #queueStart = 0;
  #queueEnd = 0;
  /** Bytes in use. */
  #used = 0;
  #wanted = 0;
  /** Bytes in which all that waits agrees. */
  #common = 0;

  constructor(trie: Trie) {
    this.#reader = trie.reader();
  }

  /**
   * Begins a search for the best `limit` keys behind some ends of a walk, none of which lies behind another.
   *
   * @param from the walk's bytes
   */
  begin(ends: readonly End[], from: Uint8Array, limit: number, budget: Budget): void {
    this.#waiting.size = 0;
    this.#queueStart = 0;
    this.#queueEnd = 0;
    this.#used = 0;
    this.#wanted = limit;
    this.#common = ends.length === 1 ? ends[0]!.length : 0;
    for (const end of ends) {
      const start = this.#used;
      this.#reserve(start + end.length);
      for (let i = 0; i < end.length; i++) this.bytes[start + i] = from[end.start + i]!;
      this.#used += end.length;
      this.#reader.read(end.edge);
      const { edge, edges, length, spent, number } = end;
      const cost = spent + this.#reader.cost();
      this.#wait(edge, edges, cost, start, length, NOT_YET, spent, number, budget);
    }
  }

  /** Goes to the next key; false where there is none. @throws IndexError where the trie is damaged */
  next(budget: Budget): boolean {
    if (this.#queueStart === this.#queueEnd || this.#wanted === 0) return false;
    this.#wanted--;
    const id = this.#queue[this.#queueStart++]!;
    const waiting = this.#waiting;
    const reader = this.#reader;
    const cost = waiting.costs[id]!;
    let at = waiting.edges[id]!;
    let left = waiting.lefts[id]!;
    const number = waiting.numbers[id]!;
    let spent = waiting.spent[id]!;
    let folded = waiting.folded[id]!;
    let length = waiting.lengths[id]!;
    const start = this.#copy(waiting.starts[id]!, length);
    for (;;) {
      budget.spend(1);
      reader.read(at);
      const { source, start: from, end: to, child, next, count } = reader;
      const after = length + to - from;
      if (after > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
      this.#reserve(start + after);
      const { bytes } = this;
      let foldedAfter = folded;
      let characters = 0;
      for (let i = from, into = start + length; i < to; i++, into++) {
        const byte = source[i]!;
        bytes[into] = byte;
        if ((byte & 0xc0) !== 0x80) characters++;
        if (byte < FIRST_NAME_BYTE && foldedAfter === NOT_YET) foldedAfter = into - start;
      }
      this.#used = start + after;
      if (left > 1) {
        reader.read(next);
        const nextCost = folded === NOT_YET ? spent + reader.cost() : cost;
        this.#wait(next, left - 1, nextCost, start, length, folded, spent, number + count, budget);
      }
      length = after;
      spent += characters;
      folded = foldedAfter;
      if (child === LEAF) break;
      reader.open(child);
      if (reader.degree === 0) throw damaged("has a branch without keys");
      at = reader.next;
      left = reader.degree;
    }
    this.start = start;
    this.end = start + length;
    this.folded = start + (folded === NOT_YET ? length : folded);
    this.number = number;
    return true;
  }

  /** The name of the key found last, in a species whose names have a case pattern. */
  name(ownPattern: number): string {
    return nameOfKey(this.bytes, this.start, this.folded, this.end, ownPattern);
  }

  /** Lets the edges of a node from the one on that was just read wait, unless enough that is better waits. */
  #wait(
    edge: number,
    left: number,
    cost: number,
    start: number,
    length: number,
    folded: number,
    spent: number,
    number: number,
    budget: Budget,
  ): void {
    const waiting = this.#waiting;
    const isFull = this.#queueEnd - this.#queueStart >= this.#wanted;
    if (isFull && (this.#wanted === 0 || waiting.costs[this.#queue[this.#queueEnd - 1]!]! < cost)) {
      return;
    }
    const id = waiting.add();
    waiting.edges[id] = edge;
    waiting.lefts[id] = left;
    waiting.costs[id] = cost;
    waiting.starts[id] = start;
    waiting.lengths[id] = length;
    waiting.folded[id] = folded;
    waiting.spent[id] = spent;
    waiting.numbers[id] = number;
    const first = this.#firstCharacter(folded);
    waiting.firsts[id] = first;
    waiting.orders[id] = this.#orderOf(start, length, first);
    this.#enqueue(id, budget);
  }

  /** The first character of the edge just read, as its bytes and zeros; past the end of the fold, the first byte. */
  #firstCharacter(folded: number): number {
    const { source, start, end } = this.#reader;
    if (start === end) return 0;
    const first = source[start]!;
    if (first < 0x80 || folded !== NOT_YET) return first * 2 ** 24;
    let bytes = 0;
    const length = characterLength(first);
    for (let i = 0; i < 4; i++) bytes = bytes * 256 + (i < length ? source[start + i]! : 0);
    return bytes;
  }

  #orderOf(start: number, length: number, first: number): number {
    const { bytes } = this;
    let order = 0;
    let room = ORDER_BYTES;
    for (let i = start + this.#common; i < start + length && room > 0; i++, room--) {
      order = order * 256 + bytes[i]!;
    }
    if (room === 0) return order;
    // The four bytes of the first character, as many as there is room for.
    return room >= 4
      ? (order * 2 ** 32 + first) * 256 ** (room - 4)
      : order * 256 ** room + Math.floor(first / 256 ** (4 - room));
  }

  #enqueue(id: number, budget: Budget): void {
    if (this.#queueEnd === this.#queue.length) this.#makeRoom();
    const queue = this.#queue;
    let at = this.#queueEnd++;
    let compared = 0;
    const { costs, orders } = this.#waiting;
    for (; at > this.#queueStart; at--) {
      const other = queue[at - 1]!;
      let difference = costs[id]! - costs[other]! || orders[id]! - orders[other]!;
      if (difference === 0) {
        difference = this.#compare(id, other);
        compared += this.#waiting.lengths[id]!;
      }
      if (difference >= 0) break;
      queue[at] = other;
    }
    queue[at] = id;
    budget.spend(
      Math.floor((this.#queueEnd - at) / MOVES_PER_STEP) + Math.floor(compared / BYTES_PER_STEP),
    );
    if (this.#queueEnd - this.#queueStart > this.#wanted) this.#queueEnd--;
  }

  /** Compares two ways of equal cost by their bytes. */
  #compare(a: number, b: number): number {
    const { bytes } = this;
    const { starts, lengths, firsts } = this.#waiting;
    const shared = Math.min(lengths[a]!, lengths[b]!);
    for (let i = 0; i < shared; i++) {
      const difference = bytes[starts[a]! + i]! - bytes[starts[b]! + i]!;
      if (difference !== 0) return difference;
    }
    if (lengths[a] === lengths[b]) return firsts[a]! - firsts[b]!;
    // The one way goes on where the other takes its edge.
    return lengths[a]! > shared
      ? this.#bytesFrom(a, shared) - firsts[b]!
      : firsts[a]! - this.#bytesFrom(b, shared);
  }

  /** The character behind some bytes of a way that is longer. */
  #bytesFrom(id: number, from: number): number {
    const { starts, lengths } = this.#waiting;
    const first = this.bytes[starts[id]! + from]!;
    const length = first < 0x80 ? 1 : characterLength(first);
    let bytes = 0;
    for (let i = from; i < from + 4; i++) {
      bytes =
        bytes * 256 + (i < from + length && i < lengths[id]! ? this.bytes[starts[id]! + i]! : 0);
    }
    return bytes;
  }

  /** Copies bytes to where a key can be made of them. */
  #copy(from: number, length: number): number {
    const start = this.#used;
    this.#reserve(start + length);
    const { bytes } = this;
    for (let i = 0; i < length; i++) bytes[start + i] = bytes[from + i]!;
    return start;
  }

  #reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.bytes.length));
    larger.set(this.bytes);
    this.bytes = larger;
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

/** Edges of nodes that wait for their turn, by ids from 0 on; the memory is used again by the next search. */
class Waiting {
  size = 0;
  /** Address of the first edge, and how many edges there are with it. */
  edges = new Int32Array(64);
  lefts = new Int32Array(64);
  /** Cost of the best key. */
  costs = new Int32Array(64);
  /** The bytes before the edge: where they begin, and how many; and where among them the fold ends. */
  starts = new Int32Array(64);
  lengths = new Int32Array(64);
  folded = new Int32Array(64);
  /** Code points of those bytes. */
  spent = new Int32Array(64);
  /** Keys of the root before those of the edge. */
  numbers = new Float64Array(64);
  /** The first character of the edge, and a beginning of bytes and character for comparisons. */
  firsts = new Float64Array(64);
  orders = new Float64Array(64);

  add(): number {
    if (this.size === this.edges.length) this.#grow();
    return this.size++;
  }

  #grow(): void {
    const integers = (old: Int32Array) => {
      const larger = new Int32Array(2 * old.length);
      larger.set(old);
      return larger;
    };
    const numbers = (old: Float64Array) => {
      const larger = new Float64Array(2 * old.length);
      larger.set(old);
      return larger;
    };
    this.edges = integers(this.edges);
    this.lefts = integers(this.lefts);
    this.costs = integers(this.costs);
    this.starts = integers(this.starts);
    this.lengths = integers(this.lengths);
    this.folded = integers(this.folded);
    this.spent = integers(this.spent);
    this.numbers = numbers(this.numbers);
    this.firsts = numbers(this.firsts);
    this.orders = numbers(this.orders);
  }
}
