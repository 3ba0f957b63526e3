import { describe, expect, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { decompressed, peek } from "../../../src/sources/files/decompress.ts";

/** Hardly compressible, so that there is more to read when the first bytes come out. */
const CONTENT = Buffer.from(
  Array.from({ length: 50_000 }, (_, i) => `${Bun.hash(`${i}`)}\n`).join(""),
);

const packings: [string, Uint8Array<ArrayBuffer>][] = [
  ["plain", CONTENT],
  ["gzip", gzipSync(CONTENT)],
  ["zstd", zstdCompressSync(CONTENT)],
];

test.each(packings)("%s is read whole when it arrives byte by byte", async (_, bytes) => {
  const head = bytes.subarray(0, 16);
  async function* chunks() {
    for (const byte of head) yield Uint8Array.of(byte);
    yield bytes.subarray(head.length);
  }
  expect(
    Buffer.concat(await Array.fromAsync(decompressed(chunks(), "genes"))).equals(CONTENT),
  ).toBe(true);
});

test.each(packings)("the source of %s is closed when its reader stops early", async (_, bytes) => {
  const closed = Promise.withResolvers<void>();
  async function* chunks() {
    try {
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
      await new Promise(() => {});
    } finally {
      closed.resolve();
    }
  }
  for await (const _ of decompressed(chunks(), "genes")) break;
  await closed.promise;
});

test.each([[0], [1], [2], [3]])("%d bytes are not compressed", async (length) => {
  async function* chunks() {
    if (length > 0) yield new Uint8Array(length).fill(0x41);
  }
  expect(Buffer.concat(await Array.fromAsync(decompressed(chunks(), "genes")))).toHaveLength(
    length,
  );
});

describe("a peek", () => {
  const atLeast = (count: number) => (bytes: Uint8Array) => bytes.length >= count;
  const chunksOf = (...chunks: string[]) =>
    (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk);
    })();
  const read = async (chunks: AsyncIterable<Uint8Array>) =>
    Buffer.concat(await Array.fromAsync(chunks)).toString();

  test.each([
    [["abcdef"], "abcdef"],
    [["a", "b", "c", "def"], "abc"],
    [["ab", "", "cd", "ef"], "abcd"],
    [["a", "b"], "ab"],
    [["", ""], ""],
    [[], ""],
  ])("of three bytes into chunks %j is %j, and all are still there", async (chunks, beginning) => {
    const { head, whole } = await peek(chunksOf(...chunks), atLeast(3));
    expect(Buffer.from(head).toString()).toBe(beginning);
    expect(await read(whole)).toBe(chunks.join(""));
  });

  test("into an empty stream leaves it without chunks", async () => {
    const { whole } = await peek(chunksOf(), atLeast(3));
    expect(await Array.fromAsync(whole)).toEqual([]);
  });

  test("of no bytes reads nothing", async () => {
    let reads = 0;
    async function* counted() {
      reads++;
      yield Buffer.from("a");
    }
    const { head, whole } = await peek(counted(), atLeast(0));
    expect([head.length, reads]).toEqual([0, 0]);
    expect(await read(whole)).toBe("a");
  });

  test("passes an error of the stream on, before or after some bytes were read", async () => {
    async function* failing() {
      yield Buffer.from("abc");
      throw new Error("gone");
    }
    expect(peek(failing(), atLeast(4))).rejects.toThrow("gone");
    const { whole } = await peek(failing(), atLeast(3));
    expect(read(whole)).rejects.toThrow("gone");
  });
});
