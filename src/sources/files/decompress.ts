/** Bytes that may be packed with gzip or zstd, unpacked as they arrive. */

import { AssemblError, reason, SourceError } from "../../errors.ts";
import { peek } from "./peek.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The longest magic number that `formatOf` looks at. */
const MAGIC_BYTES = 4;

/**
 * Unpacks by content, whatever the file's name; other bytes pass through. Several gzip members or
 * zstd frames in a row are one stream, as `cat` makes them.
 *
 * @param file what the error calls the file
 * @throws SourceError where packed bytes are corrupt or end too early; errors of `chunks` pass through
 */
export async function* decompressed(
  chunks: AsyncIterable<Bytes>,
  file: string,
): AsyncGenerator<Bytes> {
  const { head, whole } = await peek(chunks, MAGIC_BYTES);
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
      "fetch or write the file again",
      { cause: error },
    );
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

function formatOf(head: Uint8Array): "gzip" | "zstd" | null {
  const [first, second, third, fourth] = head;
  if (first === 0x1f && second === 0x8b) return "gzip";
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return "zstd";
  // A zstd file may begin with a skippable frame, as those of pzstd do.
  if ((first! & 0xf0) === 0x50 && second === 0x2a && third === 0x4d && fourth === 0x18) {
    return "zstd";
  }
  return null;
}
