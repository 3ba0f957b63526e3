import { AssemblError, reason, SourceError } from "../../errors.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The longest magic number that `formatOf` reads. */
export const MAGIC_BYTES = 4;

/**
 * Decompresses gzip and zstd, which are told by content; other bytes pass through unchanged. Several gzip members or
 * zstd frames in a row are one stream, as `cat` makes them.
 *
 * @param file how errors refer to the file
 * @throws SourceError if compressed bytes are corrupt or end too early; errors of `chunks` pass through
 */
export async function* decompressed(
  chunks: AsyncIterable<Bytes>,
  file: string,
): AsyncGenerator<Bytes> {
  const { head, whole } = await peek(chunks, (bytes) => bytes.length >= MAGIC_BYTES);
  const format = formatOf(head);
  if (format === null) {
    yield* whole;
    return;
  }
  try {
    // The types of browsers, with which some tests are checked, lack zstd.
    const known = format as ConstructorParameters<typeof DecompressionStream>[0];
    yield* streamOf(whole).pipeThrough(new DecompressionStream(known));
  } catch (error) {
    if (error instanceof AssemblError) throw error;
    throw new SourceError(
      `${file} is truncated or corrupt ${format} data: ${reason(error)}`,
      "download or write the file again",
      { cause: error },
    );
  }
}

/** A stream of which the first bytes were read. */
export interface Peeked {
  /** As much as was asked for; less only if the stream is shorter. */
  head: Bytes;
  /** The stream from its start. */
  whole: AsyncGenerator<Bytes>;
}

/**
 * Reads the first bytes of a stream, whose chunks may be of any size, without consuming them.
 *
 * @param isEnough whether the bytes that were read so far are enough
 */
export async function peek(
  chunks: AsyncIterable<Bytes>,
  isEnough: (head: Bytes) => boolean,
): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Bytes = new Uint8Array(0);
  while (!isEnough(head)) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, whole: resume(head, iterator) };
}

async function* resume(head: Bytes, rest: AsyncIterator<Bytes>): AsyncGenerator<Bytes> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function streamOf(chunks: AsyncGenerator<Bytes>): ReadableStream<Bytes> {
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

/** How bytes are compressed that begin with these; null if they are not. */
export function formatOf(head: Uint8Array): "gzip" | "zstd" | null {
  const [first, second, third, fourth] = head;
  if (first === 0x1f && second === 0x8b) return "gzip";
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return "zstd";
  // A zstd file may start with a skippable frame, as those of pzstd do.
  if ((first! & 0xf0) === 0x50 && second === 0x2a && third === 0x4d && fourth === 0x18) {
    return "zstd";
  }
  return null;
}
