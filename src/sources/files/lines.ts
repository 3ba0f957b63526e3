/** Splits bytes, given in chunks of any size, into lines of UTF-8 text. */

import { isUtf8 } from "node:buffer";
import { SourceError } from "../../errors.ts";

/** The longest line, in bytes without its line feed. A file with a longer one is not a text file. */
export const MAX_LINE_BYTES = 1024 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = 0xfeff;

/** Takes a line without its ending. @param number counted from 1 */
export type LineHandler = (text: string, number: number) => void;

/** Calls a handler for each line that is not empty. It keeps one chunk and one line in memory at most. */
export class LineReader {
  #line = 0;
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  /** @param file how errors refer to the file */
  constructor(
    private readonly file: string,
    private readonly handle: LineHandler,
  ) {}

  /**
   * Takes the next bytes, which may end anywhere, even inside a character.
   *
   * @throws SourceError if a line is too long or not UTF-8
   */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // If one check clears the whole chunk, its lines need none. A chunk that ends inside a character is not cleared.
    const isKnownUtf8 = isUtf8(bytes);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      if (this.#pendingBytes > 0) {
        this.#keep(bytes.subarray(start, end));
        this.#finishPending();
      } else {
        this.#emit(bytes, start, end, isKnownUtf8);
      }
      start = end + 1;
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start));
  }

  /** Takes the last line if it has no ending. @throws SourceError if it is not UTF-8 */
  end(): void {
    if (this.#pendingBytes > 0) this.#finishPending();
  }

  #keep(part: Buffer): void {
    this.#pending.push(part);
    this.#pendingBytes += part.length;
    if (this.#pendingBytes > MAX_LINE_BYTES) throw this.#tooLong(this.#line + 1);
  }

  #finishPending(): void {
    const line = Buffer.concat(this.#pending, this.#pendingBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#emit(line, 0, line.length, false);
  }

  #emit(bytes: Buffer, start: number, end: number, isKnownUtf8: boolean): void {
    this.#line++;
    if (end - start > MAX_LINE_BYTES) throw this.#tooLong(this.#line);
    if (!isKnownUtf8 && !isUtf8(bytes.subarray(start, end))) {
      throw new SourceError(
        `${this.file} line ${this.#line} is not UTF-8`,
        "convert the file, for example with iconv -f latin1 -t utf-8",
      );
    }
    const stop = bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    let text = bytes.toString("utf8", start, stop);
    if (this.#line === 1 && text.charCodeAt(0) === BYTE_ORDER_MARK) text = text.slice(1);
    if (text !== "") this.handle(text, this.#line);
  }

  #tooLong(line: number): SourceError {
    return new SourceError(
      `${this.file} line ${line} is longer than ${MAX_LINE_BYTES} bytes`,
      "check that it is a text file with one record per line",
    );
  }
}
