/** What is asked: an index, or a database without one (docs/API.md, "Without an index"). */

import { idPrefix, prefixesWithVersions, withoutVersion } from "./ids.ts";
import { ASCII, type Folding, UNICODE } from "./names.ts";
import { ALL_TIERS, type Tier } from "./tiers.ts";

export interface Mode {
  folding: Folding;
  /** Those that are searched. */
  tiers: readonly Tier[];
  /** Tells of the folded ids of a species which of them have versions. */
  versionsOf: (folds: readonly string[]) => (id: string) => boolean;
}

export const WITH_INDEX: Mode = {
  folding: UNICODE,
  tiers: ALL_TIERS,
  versionsOf: (folds) => {
    const prefixes = prefixesWithVersions(folds);
    return (id) => prefixes.has(idPrefix(id));
  },
};

/** "A stable id is found with another version only where all ids that differ from it in the version are one and the same." */
export const WITHOUT_INDEX: Mode = {
  folding: ASCII,
  tiers: ["exact", "prefix"],
  versionsOf: (folds) => {
    const counts = Map.groupBy(new Set(folds), withoutVersion);
    return (id) => counts.get(withoutVersion(id))?.length === 1;
  },
};
