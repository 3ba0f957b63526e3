/** Bodies of requests: JSON within limits. */

import { reason } from "../errors.ts";
import type { Awaitable } from "../lookup/catalogue.ts";
import { badBody, overloaded, Problem } from "./problem.ts";
import type { Turns } from "./turns.ts";

/** How much of bodies is accepted. */
export interface BodyLimits {
  /** Bytes of one body. */
  bytes: number;
  /** Bytes of all bodies that are arriving or not answered yet, and how many bodies there may be. */
  allBytes: number;
  count: number;
  /** What each body counts as besides its bytes. */
  overhead: number;
  /** How long a whole body may take to arrive, even if it never stops arriving, in milliseconds. */
  longestMs: number;
  /** Brackets, commas and colons of the JSON: several times those of 1,000 names. Parsing takes longer the more there are. */
  marks: number;
}

export const BODY_LIMITS: BodyLimits = {
  bytes: 1024 * 1024,
  allBytes: 32 * 1024 * 1024,
  count: 4096,
  overhead: 512,
  longestMs: 20_000,
  marks: 4000,
};

/** The room that is made for a body at first, and by how much it grows. */
const FIRST_BYTES = 512;
const GROWTH = 4;
const JSON_TYPE = /^application\/json *(; *charset="?utf-?8"? *)?$/i;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A body that is arriving or not answered yet. */
interface Body {
  reader: ReturnType<typeof readerOf>;
  marks: Marks;
  /** What has arrived, in a buffer that may have room for more. */
  buffer: Buffer;
  length: number;
  /** Why no more of it is read; null while it is. */
  problem: Problem | null;
  isCounted: boolean;
}

const readerOf = ({ body }: Request) => body?.getReader() ?? null;

/** The bodies that are arriving or not answered yet. */
export class Bodies {
  /** Those that are arriving, the ones first of which nothing has arrived for longest. */
  readonly #arriving = new Set<Body>();
  #count = 0;
  #bytes = 0;

  constructor(
    private readonly turns: Pick<Turns, "take">,
    private readonly limits = BODY_LIMITS,
  ) {}

  /**
   * Answers a request from the JSON in its body, once it is its turn.
   *
   * @throws Problem 400, 408, 413, 415 or 503, and whatever `use` throws
   */
  async withJson<T>(request: Request, use: (json: unknown) => Awaitable<T>): Promise<T> {
    const type = request.headers.get("content-type");
    if (type !== null && !JSON_TYPE.test(type)) {
      throw new Problem(
        415,
        "media-type",
        "The body is of the wrong type",
        "send application/json",
      );
    }
    if (Number(request.headers.get("content-length")) > this.limits.bytes) throw this.#tooLarge();
    const body: Body = {
      reader: readerOf(request),
      marks: new Marks(),
      buffer: Buffer.alloc(0),
      length: 0,
      problem: null,
      isCounted: true,
    };
    this.#count++;
    this.#bytes += this.limits.overhead;
    try {
      await this.#read(body);
      return await this.turns.take(request, () => use(this.#parse(body)));
    } finally {
      this.#release(body);
    }
  }

  /** @throws Problem 400 if the client goes away before its end, and that which ends it */
  async #read(body: Body): Promise<void> {
    const { reader } = body;
    const timer = setTimeout(() => this.#end(body, this.#tooSlow()), this.limits.longestMs);
    try {
      this.#arriving.add(body);
      this.#makeRoom(body);
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (body.problem !== null) throw body.problem;
        if (done) return;
        this.#append(body, value);
      }
    } catch (error) {
      // The rest of the body is not wanted.
      reader?.cancel().catch(() => {});
      throw error instanceof Problem ? error : badBody(`the body is incomplete (${reason(error)})`);
    } finally {
      clearTimeout(timer);
      this.#arriving.delete(body);
    }
  }

  /** One buffer for all, as a body may come in a million pieces. */
  #append(body: Body, piece: Uint8Array): void {
    const length = body.length + piece.length;
    const { bytes } = this.limits;
    if (length > bytes) throw this.#tooLarge();
    if (body.marks.count(piece) > this.limits.marks) throw this.#tooManyMarks();
    if (length > body.buffer.length) {
      const room = Math.min(bytes, Math.max(FIRST_BYTES, GROWTH * body.buffer.length, length));
      const larger = Buffer.allocUnsafeSlow(room);
      larger.set(body.buffer.subarray(0, body.length));
      this.#bytes += room - body.buffer.length;
      body.buffer = larger;
    }
    body.buffer.set(piece, body.length);
    body.length = length;
    this.#arriving.delete(body);
    this.#arriving.add(body);
    this.#makeRoom(body);
  }

  /**
   * Ends the bodies that have stood still longest where there are too many.
   *
   * @throws Problem 503 if all others are waiting for their answers
   */
  #makeRoom(latest: Body): void {
    const isFull = () => this.#bytes > this.limits.allBytes || this.#count > this.limits.count;
    for (const body of this.#arriving) {
      if (!isFull()) return;
      if (body !== latest) this.#end(body, this.#crowdedOut());
    }
    if (isFull()) throw overloaded();
  }

  #end(body: Body, problem: Problem): void {
    body.problem = problem;
    this.#arriving.delete(body);
    this.#release(body);
    // Ends the read that waits for more of it.
    body.reader?.cancel().catch(() => {});
  }

  #release(body: Body): void {
    if (!body.isCounted) return;
    body.isCounted = false;
    this.#count--;
    this.#bytes -= this.limits.overhead + body.buffer.length;
  }

  #parse({ buffer, length }: Body): unknown {
    try {
      return JSON.parse(utf8.decode(buffer.subarray(0, length)));
    } catch (error) {
      throw badBody(`the body is not JSON in UTF-8 (${reason(error)})`);
    }
  }

  #tooManyMarks(): Problem {
    const { marks } = this.limits;
    return badBody(`the body has more than ${marks} brackets, commas and colons: give fewer names`);
  }

  #tooLarge(): Problem {
    const detail = `send at most ${this.limits.bytes} bytes`;
    return new Problem(413, "too-large", "The body is too large", detail);
  }

  #tooSlow(): Problem {
    return tooSlow(`a body must arrive within ${this.limits.longestMs / 1000} s`);
  }

  #crowdedOut(): Problem {
    return tooSlow("too many bodies are arriving, and this one has stood still longest");
  }
}

function tooSlow(detail: string): Problem {
  return new Problem(408, "too-slow", "The body is too slow", detail, null, {
    headers: { Connection: "close" },
  });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MARKS = new Set(Buffer.from("[]{},:"));
const IS_MARK = Uint8Array.from({ length: 256 }, (_, byte) => Number(MARKS.has(byte)));

/** Counts the brackets, commas and colons of JSON that are not in strings, as it arrives. */
class Marks {
  #count = 0;
  #isInString = false;
  #isEscaped = false;

  /** Those so far. @param piece what comes behind the pieces before */
  count(piece: Uint8Array): number {
    let isInString = this.#isInString;
    let isEscaped = this.#isEscaped;
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i]!;
      if (isEscaped) isEscaped = false;
      else if (byte === QUOTE) isInString = !isInString;
      else if (!isInString) this.#count += IS_MARK[byte]!;
      else if (byte === BACKSLASH) isEscaped = true;
    }
    this.#isInString = isInString;
    this.#isEscaped = isEscaped;
    return this.#count;
  }
}
