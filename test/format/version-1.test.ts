/** Files of the format's version before, which servers meet while they are brought up to date. */

import { describe, expect, test } from "bun:test";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { verifyIndex } from "../../src/store/verify.ts";
import { speciesOf } from "../support/indexes/compiled.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";

/** A file that was written as version 1. */
const VERSION_1 = Buffer.from(
  `
    87a6666f726d6174a7617373656d626ca776657273696f6e01aa67656e657261
    74696f6ed9206138623630313337303838616534373636363837636435353139
    663865343632a7737065636965739285a46e616d65ac686f6d6f5f7361706965
    6e73a66c6162656c7303a567656e657304a4726f6f7401a7636f6c756d6e7300
    85a46e616d65ac6d75735f6d757363756c7573a66c6162656c7302a567656e65
    7302a4726f6f7413a7636f6c756d6e73ccdea873656374696f6e7385a5636f64
    6573c6000000260000000300000002000401030400060000ce4132429fbf002d
    43484c52546163728394a3b4cfa768656164657273c600000008000000000000
    0000a56564676573c6000000080000000000000000a56e6f646573c60000001c
    20d19ce0251c642e378286c17986040c820680919ded522800000000a567656e
    6573c6000001730100000004b000000000000000000100000000050000000244
    800000000000000012454e534700313100454e5347003131002e390200000004
    580000000012000000048858b26a7dfd7c000000000000060000000408566100
    000000000000213d363d31333d4853434852365f4d48435f51424c5f43544731
    3f6e6f7768657265030000000445c0000000001900000004f68b677237830000
    0020000000000000001100000004a65f081e0000200000000000000500000002
    24400000000000000011636f72656f7468657266656174757265730200000004
    58000000000000000000000000000000000000000000000400000001b0000000
    000000000b454e534d55534700313100010000000280000000001000000002a0
    bb00000000000002000000018000000000000000023d35010000000280000000
    001c000000028f7a00f0000000000000001000000002ba530000000000000300
    000001800000000000000004636f726501000000028000000000aa70726f7665
    6e616e636585a6736f75726365ae66696c653a67656e65732e747376a772656c
    65617365c0a4726f777383a47265616406a8726570656174656400a772656675
    73656480a76275696c646572ad617373656d626c20302e312e30a56275696c74
    b4323032342d30352d30365430373a30383a30395aa8636865636b73756dc420
    9009d09a34d73d3366fe61114121e78cf8c5972c752167db04a1d9f603eb45a1
`.replace(/\s/g, ""),
  "hex",
);

describe("a file of version 1", () => {
  test("is whole, and says its version", () => {
    expect(verifyIndex(VERSION_1).formatVersion).toBe(1);
  });

  test("answers with its labels and genes", () => {
    const index = new OpenIndex(VERSION_1);
    const human = speciesOf(index, "homo_sapiens");
    expect(labelsIn(index, human, "", 5)).toEqual(["ΟΔΟΣ", "BRCA2", "HLA-A"]);
    expect(new IndexCatalogue(index).genesByLabel("mus_musculus", "brca2")).toEqual([
      {
        label: "Brca2",
        species: "mus_musculus",
        stable_id: "ENSMUSG00000041147",
        chromosome: "5",
        start: 150446095,
        end: 150493794,
        db: "core",
      },
    ]);
  });

  test("has no aliases, and its stable ids are not found", () => {
    const catalogue = new IndexCatalogue(new OpenIndex(VERSION_1));
    const { results } = catalogue.resolve("homo_sapiens", ["FANCD1", "ENSG00000139618", "hlaa"]);
    expect(results.map(({ tier }) => tier)).toEqual([null, null, "exact-loose"]);
    expect(catalogue.genesById(null, "ENSG00000139618")).toEqual([]);
  });
});
