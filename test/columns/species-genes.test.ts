import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Gene } from "../../src/columns/gene-field.ts";
import { byField, GeneRows } from "../../src/columns/gene-fields.ts";
import { writeGroups } from "../../src/columns/groups.ts";
import { writeLocations } from "../../src/columns/location-field.ts";
import { writeOtherIds } from "../../src/columns/other-ids-field.ts";
import { ColumnWriter } from "../../src/columns/packed.ts";
import { encodeGenes, SpeciesGenes } from "../../src/columns/species-genes.ts";
import { writeStableIds } from "../../src/columns/stable-id-field.ts";
import { writeTextColumn } from "../../src/columns/text-column.ts";
import { refusalOf } from "./written.ts";

/** The stable ids of each label's genes. */
type Labels = readonly (readonly string[])[];

function bytesOf(labels: Labels): Uint8Array {
  const rows = new GeneRows();
  const ids = labels.flat();
  for (const stableId of ids) {
    rows.offer({ ...byField(() => null), stableId });
    rows.keep();
  }
  const last = labels.flatMap((ofLabel) => ofLabel.map((_, i) => Number(i === ofLabel.length - 1)));
  return encodeGenes(rows, Uint32Array.from(ids.keys()), Uint8Array.from(last));
}

function genesOf(labels: Labels): SpeciesGenes {
  return new SpeciesGenes(bytesOf(labels), 0, labels.length, labels.flat().length);
}

const LABELS: Labels = [["A1"], ["B1", "B2", "B3"], ["C1", "C2"]];
const anyLabels = fc.array(
  fc
    .uniqueArray(fc.stringMatching(/^[A-Z]\d$/), { minLength: 1, maxLength: 4 })
    .map((ids) => ids.sort()),
);

describe("the genes of a species", () => {
  test("are found by their label, and their label by any of them", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const genes = genesOf(labels);
        for (const [label, ids] of labels.entries()) {
          const { first, end } = genes.ofLabel(label);
          const indexes = Array.from({ length: end - first }, (_, i) => first + i);
          expect(indexes.map((gene) => genes.at(gene).stable_id!)).toEqual([...ids]);
          expect(indexes.map((gene) => genes.labelOf(gene))).toEqual(ids.map(() => label));
          expect(indexes.map((gene) => genes.stableIds.at(gene))).toEqual([...ids]);
        }
        expect(refusalOf(() => genes.check())).toBeNull();
      }),
    );
  });

  test("of several species follow each other", () => {
    const other: Labels = [["Z9"]];
    const [a, b] = [bytesOf(LABELS), bytesOf(other)];
    const section = Buffer.concat([a, b]);
    const first = new SpeciesGenes(section, 0, 3, 6);
    expect(first.end).toBe(a.length);
    const second = new SpeciesGenes(section, first.end, 1, 1);
    expect(second.end).toBe(section.length);
    expect(second.at(0)).toEqual<Gene>({ stable_id: "Z9" });
  });

  test("have any of their ids to the letter, and show other ids in full alone", () => {
    const rows = new GeneRows();
    for (const [stableId, otherIds] of [["ENSG1.2", "HGNC:1|675"], ["ensg1.2"], [null, "P5"]]) {
      rows.offer({ ...byField(() => null), stableId: stableId!, otherIds: otherIds ?? null });
      rows.keep();
    }
    const bytes = encodeGenes(rows, Uint32Array.of(0, 1, 2), Uint8Array.of(1, 1, 1));
    const genes = new SpeciesGenes(bytes, 0, 3, 3);
    const having = (text: string) => [0, 1, 2].filter((gene) => genes.hasIdToTheLetter(gene, text));
    expect([having("ENSG1.2"), having("ensg1.2"), having("ENSG1")]).toEqual([[0], [1], []]);
    expect([having("675"), having("HGNC:1"), having("hgnc:1"), having("P5")]).toEqual([
      [0],
      [0],
      [],
      [2],
    ]);
    expect([0, 1, 2].map((gene) => genes.otherIds.ofGene(gene))).toEqual([
      ["HGNC:1", "675"],
      [],
      ["P5"],
    ]);
    expect(genes.at(0)).toEqual<Gene>({ stable_id: "ENSG1.2" });
    expect(genes.inFull(0)).toEqual<Gene>({ stable_id: "ENSG1.2", other_ids: ["HGNC:1", "675"] });
    expect(genes.inFull(1)).toEqual(genes.at(1));
  });

  test("that do not exist are refused", () => {
    const genes = genesOf(LABELS);
    for (const index of [-1, 6, 2 ** 40, Number.NaN]) {
      expect(refusalOf(() => genes.at(index))).toContain("lack a gene");
      expect(refusalOf(() => genes.inFull(index))).toContain("lack a gene");
      expect(refusalOf(() => genes.labelOf(index))).toContain("lack an item");
      expect(refusalOf(() => genes.ofLabel(index))).toContain("lack a group");
    }
  });

  test("are refused by a check if one is damaged", () => {
    const out = new ColumnWriter();
    writeGroups(out, Uint8Array.of(1));
    writeStableIds(out, { kinds: [], kind: [1], number: [0] });
    writeLocations(out, { places: [], place: [0], start: [0], span: [0] });
    writeTextColumn(out, [], [0]);
    writeOtherIds(out, { ends: [], kinds: [], kind: [], number: [] });
    const genes = new SpeciesGenes(out.finish(), 0, 1, 1);
    expect(refusalOf(() => genes.check())).toContain("a text that does not exist");
  });

  test("are refused if there are more or fewer than the index states", () => {
    const open = (labels: number, genes: number) =>
      refusalOf(() => new SpeciesGenes(bytesOf(LABELS), 0, labels, genes).check());
    expect(open(3, 6)).toBeNull();
    expect(open(3, 5)).toContain("wrong width or size");
    expect(open(3, 7)).toContain("wrong width or size");
    expect(open(2, 6)).toContain("group items wrongly");
    expect(open(4, 6)).toContain("group items wrongly");
    expect(open(6, 6)).toContain("wrong width or size");
  });
});
