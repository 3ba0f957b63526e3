import { describe, expect, test } from "bun:test";
import { decode } from "@msgpack/msgpack";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { verifyIndex } from "../../src/store/verify.ts";
import { PROVENANCE, speciesOf } from "../support/indexes/compiled.ts";
import { labelsIn, matchesIn } from "../support/indexes/look-ups.ts";
import { smallIndex } from "../support/indexes/small-index.ts";

/**
 * A file of format version 3, 32 bytes a line. If these bytes change the format has changed, so change
 * `docs/FORMAT.md` and the version too.
 */
const GOLDEN = Buffer.from(
  `
    87a6666f726d6174a7617373656d626ca776657273696f6e03aa67656e657261
    74696f6ed9203936626665623262383865653336396132663330626365313932
    323136623430a7737065636965739289a46e616d65ac686f6d6f5f7361706965
    6e73a66c6162656c7303a567656e657304a4726f6f7401a7636f6c756d6e7300
    a369647300a7616c696173657304a9616c696173526f6f7420ac616c69617343
    6f6c756d6e730089a46e616d65ac6d75735f6d757363756c7573a66c6162656c
    7302a567656e657302a4726f6f742ea7636f6c756d6e73cd0119a369647326a7
    616c696173657300a9616c696173526f6f7400ac616c696173436f6c756d6e73
    1ca873656374696f6e7387a5636f646573c60000003000000003000200020004
    020102030400070011ce4332411e63424452729fbf001f2d3146484c4e546183
    9294a3b2b4cfa768656164657273c6000000080000000000000000a565646765
    73c6000000080000000000000000a56e6f646573c60000003820c490915468f3
    d1705bc547a2bf716141d0a0ec60c08c2637cb531c41780000961928af801563
    c9bba30e644a0084709bee86c000000000a567656e6573c6000001d601000000
    04b000000000000000000100000000050000000244800000000000000012454e
    534700313100454e5347003131002e3902000000045800000000120000000488
    58b26a7dfd7c000000000000060000000408566100000000000000213d363d31
    333d4853434852365f4d48435f51424c5f435447313f6e6f7768657265030000
    000445c0000000001900000004f68b6772378300000020000000000000001100
    000004a65f081e00002000000000000005000000022440000000000000001163
    6f72656f746865726665617475726573020000000458000000000200000004aa
    0000000004000000028c000000000000000c48474e433a003400500035000200
    00000260000000001000000002044dc983000000000000000000000000000000
    000000000000000400000001b0000000000000000b454e534d55534700313100
    010000000280000000001000000002a0bb000000000000020000000180000000
    00000000023d35010000000280000000001c000000028f7a00f0000000000000
    001000000002ba530000000000000300000001800000000000000004636f7265
    0100000002800000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000a3696473c60000004d0200000003
    18000000000300000001800000000000000004656e7367010000000240000000
    000000000001000000000300000001e00000000000000007656e736d75736700
    0000000000000000a7616c6961736573c6000000370100000004400000000000
    0000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000aa70726f76656e616e636585a6736f75726365ae
    66696c653a67656e65732e747376a772656c65617365c0a4726f777383a47265
    616406a8726570656174656400a77265667573656480a76275696c646572ad61
    7373656d626c20302e312e30a56275696c74b4323032342d30352d3036543037
    3a30383a30395aa8636865636b73756dc42019b865472d33414dfbf7336ed899
    f6fbd45f8c528f98073ecedec12a58eeb3cd
`.replace(/\s/g, ""),
  "hex",
);

describe("the golden file", () => {
  test("is what the rows of the small index compile to", () => {
    expect(hexLines(smallIndex())).toEqual(hexLines(GOLDEN));
  });

  test("is one plain msgpack document", () => {
    const document = decode(GOLDEN) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual([
      "format",
      "version",
      "generation",
      "species",
      "sections",
      "provenance",
      "checksum",
    ]);
    expect(document).toMatchObject({
      format: "assembl",
      version: 3,
      generation: "96bfeb2b88ee369a2f30bce192216b40",
      species: [
        { name: "homo_sapiens", labels: 3, genes: 4 },
        { name: "mus_musculus", labels: 2, genes: 2 },
      ],
      provenance: PROVENANCE,
    });
    const sections = document.sections as Record<string, Uint8Array>;
    expect(Object.keys(sections)).toEqual([
      "codes",
      "headers",
      "edges",
      "nodes",
      "genes",
      "ids",
      "aliases",
    ]);
    for (const section of Object.values(sections)) expect(section).toBeInstanceOf(Uint8Array);
  });

  test("ends in the SHA-256 of all bytes before it", () => {
    const hash = new Bun.CryptoHasher("sha256").update(GOLDEN.subarray(0, -32)).digest("hex");
    expect(GOLDEN.subarray(-32).toString("hex")).toBe(hash);
  });

  test("passes the full check, and answers from its rows", () => {
    expect(() => verifyIndex(GOLDEN)).not.toThrow();
    const index = new OpenIndex(GOLDEN);
    const human = speciesOf(index, "homo_sapiens");
    const mouse = speciesOf(index, "mus_musculus");
    expect(labelsIn(index, human, "", 5)).toEqual(["BRCA2", "ΟΔΟΣ", "HLA-A"]);
    expect(labelsIn(index, mouse, "", 5)).toEqual(["T", "Brca2"]);
    const [brca2] = matchesIn(index, mouse, "brca2", 5);
    expect(brca2).toMatchObject({ label: "Brca2" });
    expect(index.of(mouse).geneAt(brca2!.genes.first)).toEqual({
      stable_id: "ENSMUSG00000041147",
      chromosome: "5",
      start: 150446095,
      end: 150493794,
      db: "core",
    });
  });

  test("answers wherever its bytes begin in a buffer", () => {
    for (let offset = 1; offset <= 8; offset++) {
      const buffer = Buffer.alloc(offset + GOLDEN.length + offset, 0xff);
      GOLDEN.copy(buffer, offset);
      const bytes = buffer.subarray(offset, offset + GOLDEN.length);
      expect(() => verifyIndex(bytes)).not.toThrow();
      const index = new OpenIndex(bytes);
      expect(labelsIn(index, speciesOf(index, "homo_sapiens"), "h", 5)).toEqual(["HLA-A"]);
    }
  });
});

function hexLines(bytes: Uint8Array): string[] {
  return Buffer.from(bytes)
    .toString("hex")
    .match(/.{1,64}/g)!;
}
