import { expect, test } from "bun:test";
import { TIERS } from "../../../src/lookup/tiers.ts";
import { ENGLISH, reasonOf } from "../../../src/web/element/texts.ts";

/** Why the element says that a label of each tier was found; null where the label itself shows it. */
const REASONS: Record<string, string | null> = {
  exact: null,
  id: "id",
  alias: "alias",
  "exact-loose": "other spelling",
  "alias-loose": "alias",
  prefix: null,
  "prefix-loose": "other spelling",
  "alias-prefix": "alias",
  "id-prefix": "id",
  infix: null,
  fuzzy: "similar",
};

test.each(TIERS)(
  "the element says why a label of the tier %s was found, if that is not seen",
  (tier) => {
    const gene = { label: "ABC1", species: "homo_sapiens", tier, genes: 1 };
    expect(reasonOf(gene, ENGLISH)[0] ?? null).toBe(REASONS[tier]!);
  },
);
