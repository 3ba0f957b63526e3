/** The replies of Redis (RESP2), read from a connection that may send anything. */

/** What Redis answers: a status or text, a number, bytes, nothing, an error, or a list of these. */
export type Reply = string | number | Buffer | null | RedisRefusal | Reply[];

/** An error that Redis answers with, which concerns one command. */
export class RedisRefusal extends Error {}

/** The longest line: a status, an error, or the length of what follows. */
const LONGEST_LINE = 4096;
/** Lists in lists: what a transaction answers may have them. */
const MOST_NESTED = 2;
const END_OF_LINE = "\r\n";

/** How large a reply may be. */
export interface ReplyLimits {
  /** Bytes of all its values. */
  bytes: number;
  /** Items of a list, each of which is read again while others are missing. */
  items: number;
}

/** Takes bytes as they come, and gives replies. It holds one reply that is not complete, and no more. */
export class ReplyReader {
  #bytes = Buffer.alloc(0);
  #length = 0;
  /** Bytes without which the next reply cannot be complete. */
  #needed = 1;

  /** Whether bytes have come of which no reply was made yet. */
  get isWaiting(): boolean {
    return this.#length > 0;
  }

  push(bytes: Buffer): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const room = Buffer.allocUnsafeSlow(Math.max(2 * this.#length, this.#needed, length));
      this.#bytes.copy(room, 0, 0, this.#length);
      this.#bytes = room;
    }
    bytes.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /**
   * The next reply; undefined where it has not come yet.
   *
   * @throws Error where it is too large, or none
   */
  next(limits: ReplyLimits): Reply | undefined {
    if (this.#length < this.#needed) return undefined;
    const bytes = this.#bytes.subarray(0, this.#length);
    const parser = new Parser(bytes, limits);
    const reply = parser.reply(0);
    if (reply === undefined) {
      this.#needed = Math.max(parser.needed, this.#length + 1);
      return undefined;
    }
    // The bytes before belong to the reply now.
    this.#bytes = Buffer.from(bytes.subarray(parser.at));
    this.#length = this.#bytes.length;
    this.#needed = 1;
    return reply;
  }
}

/** One attempt to read a reply from the beginning of some bytes. */
class Parser {
  at = 0;
  needed = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly limits: ReplyLimits,
  ) {}

  reply(level: number): Reply | undefined {
    const line = this.#line();
    if (line === undefined) return undefined;
    const text = line.slice(1);
    switch (line[0]) {
      case "+":
        return text;
      case "-":
        return new RedisRefusal(text);
      case ":":
        return this.#number(text, Number.MIN_SAFE_INTEGER);
      case "$":
        return this.#bulk(this.#number(text, -1));
      case "*":
        return this.#list(this.#number(text, -1), level);
      default:
        throw notRedis();
    }
  }

  #line(): string | undefined {
    const end = this.at + LONGEST_LINE;
    const length = this.bytes.subarray(this.at, end).indexOf(END_OF_LINE);
    if (length < 0) {
      if (this.bytes.length >= end) throw new Error("it sends a line without end");
      this.needed = this.bytes.length + 1;
      return undefined;
    }
    const line = this.bytes.toString("utf8", this.at, this.at + length);
    this.#advance(length + END_OF_LINE.length);
    return line;
  }

  #bulk(length: number): Buffer | null | undefined {
    if (length < 0) return null;
    const start = this.at;
    this.#advance(length + END_OF_LINE.length);
    if (this.at > this.bytes.length) {
      this.needed = this.at;
      return undefined;
    }
    return this.bytes.subarray(start, start + length);
  }

  #list(size: number, level: number): Reply[] | null | undefined {
    if (size < 0) return null;
    if (level === MOST_NESTED) throw notRedis();
    if (size > this.limits.items) throw new Error(`it answers with ${size} items`);
    const items: Reply[] = [];
    for (let i = 0; i < size; i++) {
      const item = this.reply(level + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  #number(text: string, least: number): number {
    const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < least) throw notRedis();
    return value;
  }

  #advance(bytes: number): void {
    this.at += bytes;
    const most = this.limits.bytes;
    if (this.at > most + LONGEST_LINE) throw new Error(`it answers with more than ${most} bytes`);
  }
}

function notRedis(): Error {
  return new Error("it does not answer as Redis does");
}
