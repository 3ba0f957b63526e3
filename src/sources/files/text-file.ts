/** Opens text files: plain or compressed, in UTF-8 or UTF-16, with any line ends, from a path or standard input. */

import { SourceError } from "../../errors.ts";
import { decompressed, peek } from "./decompress.ts";
import { openInput } from "./input.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A text to be read once, as a stream. */
export interface TextFile {
  /** How errors refer to it. */
  name: string;
  /** The first line that is not blank, which tells what the file is; cut if it is very long. Empty if there is none. */
  firstLine: string;
  /** The text in UTF-8 from its start, with LF or CRLF at the ends of lines. */
  chunks: AsyncGenerator<Bytes>;
}

/** How much is read at most to find the first line. */
const LONGEST_BEGINNING = 1024 * 1024;
/** Enough for a byte order mark, or two characters of UTF-16. */
const ENCODING_BYTES = 4;

/** Of UTF-8. */
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

const utf8 = new TextDecoder();

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Opens a text file. Reading its chunks fails with a SourceError if it cannot be read to its end.
 *
 * @param path `-` is standard input
 * @param remedy what the error for a file that cannot be read tells the user to do
 * @throws SourceError if its beginning cannot be read
 */
export async function openTextFile(
  path: string,
  remedy = "check that it is a file which this user may read",
): Promise<TextFile> {
  const { name, chunks } = openInput(path, remedy);
  const text = withLineFeeds(inUtf8(decompressed(chunks, name), name));
  const { head, whole } = await peek(text, (bytes) => isBeginning(firstLineIn(bytes), bytes));
  return { name, firstLine: firstLineIn(head).text, chunks: whole };
}

function firstLineIn(bytes: Bytes): { text: string; isWhole: boolean } {
  for (let start = 0; ; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    const text = utf8.decode(bytes.subarray(start, end < 0 ? bytes.length : end)).trim();
    if (text !== "" || end < 0) return { text, isWhole: end >= 0 };
    start = end + 1;
  }
}

function isBeginning(line: { isWhole: boolean }, { length }: Bytes): boolean {
  return line.isWhole || length >= LONGEST_BEGINNING;
}

/** Decodes UTF-16, which its byte order mark tells, or the zero bytes of the first two characters; drops such marks. */
async function* inUtf8(chunks: AsyncIterable<Bytes>, file: string): AsyncGenerator<Bytes> {
  const { head, whole } = await peek(chunks, (bytes) => bytes.length >= ENCODING_BYTES);
  const encoding = utf16Of(head);
  if (encoding === null) {
    let skipped = BYTE_ORDER_MARK.equals(head.subarray(0, BYTE_ORDER_MARK.length))
      ? BYTE_ORDER_MARK.length
      : 0;
    for await (const chunk of whole) {
      yield chunk.subarray(skipped);
      skipped = 0;
    }
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  try {
    for await (const chunk of whole) yield encoder.encode(decoder.decode(chunk, { stream: true }));
    yield encoder.encode(decoder.decode());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SourceError(
      `${file} is UTF-16 that is cut short or damaged`,
      "write it again, as UTF-8 if possible",
      { cause: error },
    );
  }
}

function utf16Of([first, second, third, fourth]: Bytes): "utf-16le" | "utf-16be" | null {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first && second === 0 && third && fourth === 0) return "utf-16le";
  if (first === 0 && second && third === 0 && fourth) return "utf-16be";
  return null;
}

/** Ends lines with LF where the file ends them with CR alone, which its first line tells. */
async function* withLineFeeds(chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  const { head, whole } = await peek(
    chunks,
    (bytes) => lineEndIn(bytes) !== null || bytes.length >= LONGEST_BEGINNING,
  );
  if (lineEndIn(head) !== CARRIAGE_RETURN) {
    yield* whole;
    return;
  }
  for await (const chunk of whole) {
    yield chunk.map((byte) => (byte === CARRIAGE_RETURN ? LINE_FEED : byte));
  }
}

/** What ends the first line: LF, of CRLF too, or CR; null if there is no whole line. */
function lineEndIn(bytes: Bytes): number | null {
  const lineFeed = bytes.indexOf(LINE_FEED);
  const carriageReturn = bytes.indexOf(CARRIAGE_RETURN);
  const isAlone =
    carriageReturn >= 0 &&
    carriageReturn + 1 < bytes.length &&
    bytes[carriageReturn + 1] !== LINE_FEED;
  if (isAlone && (lineFeed < 0 || carriageReturn < lineFeed)) return CARRIAGE_RETURN;
  return lineFeed < 0 ? null : LINE_FEED;
}
