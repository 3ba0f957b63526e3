import { describe } from "bun:test";
import { GENES } from "../../support/data/genes.ts";
import { numberedGenes } from "../../support/data/label-files.ts";
import type { Row } from "../../support/data/rows.ts";
import { inEngines } from "./guest.ts";
import { testKeys } from "./keys.ts";
import { testLists } from "./lists.ts";
import { testMessages } from "./messages.ts";
import { testPages } from "./pages.ts";
import { testPlaces } from "./places.ts";
import { testValues } from "./values.ts";

const ROWS: readonly Row[] = [
  ...GENES,
  ...numberedGenes(20),
  ["homo_sapiens", "TP53", "ENSG00000141510", "17:7661779-7687538", "core", null, "p53|LFS1"],
  // Ends in a character that texts from right to left would move.
  ["homo_sapiens", "HLA-", "ENSG00000000701", "6:1-2", "core"],
  // Begin with the text that is composed.
  ["homo_sapiens", "U62A", "ENSG00000000621", "1:1-2", "core"],
  ["homo_sapiens", "U62B", "ENSG00000000622", "1:3-4", "core"],
];

// One file for all, as three browsers take a while to start.
inEngines(ROWS, (engine) => {
  describe("keys:", () => testKeys(engine));
  describe("lists:", () => testLists(engine));
  describe("messages:", () => testMessages(engine));
  describe("pages:", () => testPages(engine));
  describe("places:", () => testPlaces(engine));
  describe("values:", () => testValues(engine));
});
