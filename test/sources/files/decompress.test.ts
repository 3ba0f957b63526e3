import { expect, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { decompressed } from "../../../src/sources/files/decompress.ts";

/** Hardly compressible, so that there is more to read when the first bytes come out. */
const CONTENT = Buffer.from(
  Array.from({ length: 50_000 }, (_, i) => `${Bun.hash(`${i}`)}\n`).join(""),
);

const packings: [string, Uint8Array<ArrayBuffer>][] = [
  ["plain", CONTENT],
  ["gzip", gzipSync(CONTENT)],
  ["zstd", zstdCompressSync(CONTENT)],
];

test.each(packings)("%s comes out whole when it arrives byte by byte", async (_, bytes) => {
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

test.each([[0], [1], [2], [3]])("%d bytes are no packed file", async (length) => {
  async function* chunks() {
    if (length > 0) yield new Uint8Array(length).fill(0x41);
  }
  expect(Buffer.concat(await Array.fromAsync(decompressed(chunks(), "genes")))).toHaveLength(
    length,
  );
});
