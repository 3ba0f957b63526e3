type Bytes = Uint8Array<ArrayBuffer>;

/** A stream whose beginning was looked at. */
export interface Peeked {
  /** As many bytes as were asked for at least; fewer where the stream is shorter. */
  head: Bytes;
  /** The stream from its beginning. */
  whole: AsyncGenerator<Bytes>;
}

/** Reads the first bytes of a stream, which may come in chunks of any size, without taking them from it. */
export async function peek(chunks: AsyncIterable<Bytes>, bytes: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Bytes = new Uint8Array(0);
  while (head.length < bytes) {
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
