import { describe, expect, test } from "bun:test";
import { RedisRefusal, type Reply, ReplyReader } from "../../src/redis/replies.ts";

const LIMITS = { bytes: 1000, items: 8 };

/** All replies in some bytes, which come in pieces of a size. */
function repliesIn(bytes: string | Buffer, step: number, limits = LIMITS): Reply[] {
  const all = Buffer.from(bytes as string, "latin1");
  const reader = new ReplyReader();
  const replies: Reply[] = [];
  for (let at = 0; at < all.length; at += step) {
    reader.push(all.subarray(at, at + step));
    for (;;) {
      const reply = reader.next(limits);
      if (reply === undefined) break;
      replies.push(reply);
    }
  }
  return replies;
}

describe("replies", () => {
  const bytes = Buffer.from([0, 13, 10, 255, 43]);
  const TEXT =
    "+OK\r\n:-12\r\n$5\r\n" +
    `${bytes.toString("latin1")}\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n` +
    "*3\r\n$7\r\nmessage\r\n:1\r\n*1\r\n+a\r\n-ERR no\r\n";
  test.each([1, 2, 3, 7, 1000])("of every kind are read from pieces of %d bytes", (step) => {
    expect(repliesIn(TEXT, step)).toEqual([
      ...["OK", -12, bytes, Buffer.alloc(0), null, null, []],
      [Buffer.from("message"), 1, ["a"]],
      new RedisRefusal("ERR no"),
    ]);
  });

  test("keep their bytes when others come", () => {
    const reader = new ReplyReader();
    reader.push(Buffer.from("$3\r\nabc\r\n+a"));
    const first = reader.next(LIMITS);
    expect(reader.next(LIMITS)).toBeUndefined();
    reader.push(Buffer.from("bcdefghijk\r\n"));
    expect(reader.next(LIMITS)).toBe("abcdefghijk");
    expect(first).toEqual(Buffer.from("abc"));
    expect(reader.isWaiting).toBe(false);
  });

  test("of exactly the limit are taken", () => {
    const text = "a".repeat(1000);
    expect(repliesIn(`$1000\r\n${text}\r\n`, 64)).toEqual([Buffer.from(text)]);
    expect(repliesIn(`*8\r\n${":1\r\n".repeat(8)}`, 64)).toEqual([Array(8).fill(1)]);
  });
});

describe("refused before more of it is read is", () => {
  test.each<[string, string, string]>([
    ["a text of more bytes than the limit", "$5091\r\n", "it answers with more than 1000 bytes"],
    ["a list of more items than the limit", "*9\r\n", "it answers with 9 items"],
    ["a line without end", `+${"a".repeat(4096)}`, "it sends a line without end"],
    ["a length without end", `$${"1".repeat(4096)}`, "it sends a line without end"],
    [
      "a list of texts that are too long together",
      `*2\r\n$900\r\n${"a".repeat(900)}\r\n$5000\r\n`,
      "it answers with more than 1000 bytes",
    ],
    ["a list in lists", "*1\r\n*1\r\n*1\r\n", "it does not answer as Redis does"],
    ["a length that is no number", "$1e3\r\n", "it does not answer as Redis does"],
    ["a length below -1", "$-2\r\n", "it does not answer as Redis does"],
    ["a number beyond what is exact", ":9007199254740993\r\n", "it does not answer as Redis does"],
    ["another protocol", "HTTP/1.1 400 Bad Request\r\n", "it does not answer as Redis does"],
  ])("%s", (_, bytes, problem) => {
    for (const step of [1, 5000]) expect(() => repliesIn(bytes, step)).toThrow(problem);
  });
});
