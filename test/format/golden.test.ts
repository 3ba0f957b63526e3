import { describe, expect, test } from "bun:test";
import { decode } from "@msgpack/msgpack";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { verifyIndex } from "../../src/store/verify.ts";
import { PROVENANCE, speciesOf } from "../support/indexes/compiled.ts";
import { labelsIn, matchesIn } from "../support/indexes/look-ups.ts";
import { smallIndex } from "../support/indexes/small-index.ts";

/**
 * A file of format version 2, 32 bytes a line. If these bytes change the format has changed, so change
 * `docs/FORMAT.md` and the version too.
 */
const GOLDEN = Buffer.from(
  `
    87a6666f726d6174a7617373656d626ca776657273696f6e02aa67656e657261
    74696f6ed9206439626230393034363532646561393335613464356137613066
    626661383737a7737065636965739289a46e616d65ac686f6d6f5f7361706965
    6e73a66c6162656c7303a567656e657304a4726f6f7401a7636f6c756d6e7300
    a369647300a7616c696173657302a9616c696173526f6f7413ac616c69617343
    6f6c756d6e730089a46e616d65ac6d75735f6d757363756c7573a66c6162656c
    7302a567656e657302a4726f6f7420a7636f6c756d6e73ccdea36964730aa761
    6c696173657300a9616c696173526f6f7400ac616c696173436f6c756d6e7327
    a873656374696f6e7387a5636f646573c60000002f0000000300000002000402
    0002030400070000ce32414363004252729fbf0f2d314446484c4e5461839294
    a3b2b4cfa768656164657273c6000000080000000000000000a56564676573c6
    000000080000000000000000a56e6f646573c60000002a20d2464ca968f3d16e
    b7953d2bf710287450ec9264bab6385679377481cc999091c66fba1b00000000
    00a567656e6573c6000001730100000004b00000000000000000010000000005
    0000000244800000000000000012454e534700313100454e5347003131002e39
    0200000004580000000012000000048858b26a7dfd7c00000000000006000000
    0408566100000000000000213d363d31333d4853434852365f4d48435f51424c
    5f435447313f6e6f7768657265030000000445c0000000001900000004f68b67
    72378300000020000000000000001100000004a65f081e000020000000000000
    050000000224400000000000000011636f72656f746865726665617475726573
    0200000004580000000000000000000000000000000000000000000004000000
    01b0000000000000000b454e534d555347003131000100000002800000000010
    00000002a0bb00000000000002000000018000000000000000023d3501000000
    0280000000001c000000028f7a00f0000000000000001000000002ba53000000
    0000000300000001800000000000000004636f726501000000028000000000a3
    696473c60000001302000000031800000000000000000100000000a7616c6961
    736573c60000004b010000000340000000000100000003600000000000000000
    0100000000010000000240000000000000000000000000000000000000000000
    00000000000000000000000000000000000000aa70726f76656e616e636585a6
    736f75726365ae66696c653a67656e65732e747376a772656c65617365c0a472
    6f777383a47265616406a8726570656174656400a77265667573656480a76275
    696c646572ad617373656d626c20302e312e30a56275696c74b4323032342d30
    352d30365430373a30383a30395aa8636865636b73756dc4207ff8ee504935de
    3302cf0884f1cc6f10373f66c4479bcb6dbd94e530670b8ecf
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
      version: 2,
      generation: "d9bb0904652dea935a4d5a7a0fbfa877",
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
