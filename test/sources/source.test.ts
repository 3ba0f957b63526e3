import { expect, test } from "bun:test";
import { releaseOf } from "../../src/sources/source.ts";

test.each([
  ["mysql://anonymous@h:3306/ensembl_website_112 gene_autocomplete", "112"],
  ["mysql://anonymous@h:3306/ensembl_autocomplete_115 gene_autocomplete", "115"],
  ["mysql://anonymous@h:3306/ensembl_autocomplete_9 (query)", "9"],
  ["mysql://anonymous@h:3306/my_ensembl_website_112 gene_autocomplete", null],
  ["mysql://anonymous@h:3306/ensembl_website_112x gene_autocomplete", null],
  ["mysql://anonymous@h:3306/ensembl_112 gene_autocomplete", null],
  ["mysql://anonymous@h:3306/genes gene_autocomplete", null],
  ["file:ensembl_website_112.tsv", null],
  ["mysql://anonymous@h:3306/homo_sapiens_core_114_38 core", "114"],
  ["mysql://anonymous@h:3306/bacteria_0_collection_core_61_114_1 core", "114"],
  ["mysql://anonymous@h:3306/drosophila_melanogaster_core_8_61_4a core", "61"],
  ["mysql://anonymous@h:3306/ release 114", "114"],
])("the release of %s is %p", (source, release) => {
  expect(releaseOf(source)).toBe(release);
});
