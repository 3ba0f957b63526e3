import { describe, expect, test } from "bun:test";
import { decode } from "@msgpack/msgpack";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { verifyIndex } from "../../src/store/verify.ts";
import { PROVENANCE, speciesOf } from "../support/indexes/compiled.ts";
import { labelsIn, matchesIn } from "../support/indexes/look-ups.ts";
import { smallIndex } from "../support/indexes/small-index.ts";

/**
 * A file of format version 4, 32 bytes a line. If these bytes change the format has changed, so change
 * `docs/FORMAT.md` and the version too.
 */
const GOLDEN = Buffer.from(
  `
    87a6666f726d6174a7617373656d626ca776657273696f6e04aa67656e657261
    74696f6ed9203932383038633365383363366332313235613130326361613666
    663663636432a773706563696573928ba46e616d65ac686f6d6f5f7361706965
    6e73a66c6162656c7303a567656e657304a4726f6f7401ab6361736550617474
    65726e03a7636f6c756d6e7300a369647300a7616c696173657304a9616c6961
    73526f6f7435b0616c696173436173655061747465726e03ac616c696173436f
    6c756d6e73008ba46e616d65ac6d75735f6d757363756c7573a66c6162656c73
    02a567656e657302a4726f6f744cab636173655061747465726e03a7636f6c75
    6d6e73cd0119a369647326a7616c696173657300a9616c696173526f6f7400b0
    616c696173436173655061747465726e02ac616c696173436f6c756d6e731ca8
    73656374696f6e7385a56564676573c60000000100a56e6f646573c600000057
    0003e662726361321eef02cebfceb4cebfcf8300ce9fce94ce9fcea3e5686c61
    2d6102e11ee002e363641ff36e63643109ff800f0202f1666110ffc20f03edce
    b2726363321ece925243433202e174e762726361320086a567656e6573c60000
    01d60100000004d0000000000000000001000000000500000002448000000000
    00000012454e534700313100454e5347003131002e3902000000044600000000
    1200000004885880000c9a9f7f5f000000000600000004085661000000000000
    00213d363d31333d4853434852365f4d48435f51424c5f435447313f6e6f7768
    657265030000000450b0000000001900000004f68b67000000391bc180000010
    000000001100000004a65f0000040f0000100000000005000000022440000000
    0000000011636f72656f74686572666561747572657302000000044600000000
    0200000004aa0000000004000000028c000000000000000c48474e433a003400
    50003500020000000260000000001000000002044dc983000000000000000000
    000000000000000000000000000400000001b0000000000000000b454e534d55
    5347003131000100000002400000000010000000020000a0bb00000000020000
    00018000000000000000023d35010000000240000000001c0000000200000008
    f7a00f0000000010000000020000ba5300000000030000000180000000000000
    0004636f72650100000002400000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000a3696473c6000000
    4e02000000032c000000000300000001800000000000000004656e7367010000
    00024000000000010000000180000000000300000001e0000000000000000765
    6e736d757367000000000000000000a7616c6961736573c60000003702000000
    0408000000000000000000000000000000000000000000000000000000000000
    00000000000000000000000000000000000000aa70726f76656e616e636585a6
    736f75726365ae66696c653a67656e65732e747376a772656c65617365c0a472
    6f777383a47265616406a8726570656174656400a77265667573656480a76275
    696c646572ad617373656d626c20302e312e30a56275696c74b4323032342d30
    352d30365430373a30383a30395aa8636865636b73756dc420138a3d6921fcaa
    b6b3b785acd8ba7664a4290b353f6ccb80ce7d7a3afc25314b
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
      version: 4,
      generation: "92808c3e83c6c2125a102caa6ff6ccd2",
      species: [
        { name: "homo_sapiens", labels: 3, genes: 4 },
        { name: "mus_musculus", labels: 2, genes: 2 },
      ],
      provenance: PROVENANCE,
    });
    const sections = document.sections as Record<string, Uint8Array>;
    expect(Object.keys(sections)).toEqual(["edges", "nodes", "genes", "ids", "aliases"]);
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
