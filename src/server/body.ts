/** Bodies of requests: JSON within limits. */

import { reason } from "../errors.ts";
import { badBody, overloaded, Problem } from "./problem.ts";

export const MAXIMUM_BODY_BYTES = 1024 * 1024;
/** Most bytes of all bodies that are arriving or not answered yet. */
const MOST_BYTES = 32 * MAXIMUM_BODY_BYTES;
/** What each body counts as at least, however little of it has arrived. */
const LEAST_BYTES = 8 * 1024;
/** How long a whole body may take to arrive, even if it never stops arriving. */
const LONGEST_MS = 20_000;

const JSON_TYPE = /^application\/json *(; *charset="?utf-?8"? *)?$/i;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The bodies that are arriving or not answered yet. */
export class Bodies {
  #bytes = 0;
  #comingIn = 0;

  constructor(private readonly longestMs = LONGEST_MS) {}

  /** How many are arriving. */
  get comingIn(): number {
    return this.#comingIn;
  }

  /**
   * Answers a request from the JSON in its body.
   *
   * @throws Problem 400, 408, 413, 415 or 503, and whatever `use` throws
   */
  async withJson<T>(request: Request, use: (json: unknown) => Promise<T>): Promise<T> {
    const type = request.headers.get("content-type");
    if (type !== null && !JSON_TYPE.test(type)) {
      throw new Problem(
        415,
        "media-type",
        "The body is of the wrong type",
        "send application/json",
      );
    }
    if (Number(request.headers.get("content-length")) > MAXIMUM_BODY_BYTES) throw tooLarge();
    const taken = { bytes: 0 };
    try {
      this.#take(taken, LEAST_BYTES);
      const bytes = await this.#read(request, taken);
      return await use(parse(bytes));
    } finally {
      this.#bytes -= taken.bytes;
    }
  }

  /** Counts a body as so many bytes, if it is not counted as more already. */
  #take(taken: { bytes: number }, bytes: number): void {
    const more = Math.max(0, bytes - taken.bytes);
    taken.bytes += more;
    this.#bytes += more;
    if (this.#bytes > MOST_BYTES) throw overloaded();
  }

  async #read(request: Request, taken: { bytes: number }): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    this.#comingIn++;
    try {
      for await (const chunk of this.#arriving(request)) {
        length += chunk.length;
        if (length > MAXIMUM_BODY_BYTES) throw tooLarge();
        this.#take(taken, length);
        chunks.push(chunk);
      }
    } finally {
      this.#comingIn--;
    }
    return Buffer.concat(chunks);
  }

  /** The body as it arrives. @throws Problem 400 if the client goes away before its end, 408 if it is too slow */
  async *#arriving({ body }: Request): AsyncGenerator<Uint8Array> {
    if (body === null) return;
    const reader = body.getReader();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(this.#tooSlow()), this.longestMs);
    try {
      for (;;) {
        const { done, value } = await Promise.race([reader.read(), late.promise]);
        if (done) return;
        yield value;
      }
    } catch (error) {
      throw error instanceof Problem ? error : badBody(`the body is incomplete (${reason(error)})`);
    } finally {
      clearTimeout(timer);
      // The rest of the body is not wanted.
      reader.cancel().catch(() => {});
    }
  }

  #tooSlow(): Problem {
    const detail = `a body must arrive within ${this.longestMs / 1000} s`;
    return new Problem(408, "too-slow", "The body is too slow", detail, null, {
      headers: { Connection: "close" },
    });
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw badBody(`the body is not JSON in UTF-8 (${reason(error)})`);
  }
}

function tooLarge(): Problem {
  const detail = `send at most ${MAXIMUM_BODY_BYTES} bytes`;
  return new Problem(413, "too-large", "The body is too large", detail);
}
