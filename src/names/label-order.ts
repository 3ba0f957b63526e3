import { compareTexts } from "./byte-order.ts";

/** A label with what its place among others depends on. */
export interface RankedLabel {
  label: string;
  folded: string;
  /** Code points of the folded label. */
  length: number;
  /** 0 where it has no weight. */
  weightClass: number;
}

/**
 * The order of suggestions inside a tier: the heavier class, fewer code points of the folded label, byte order of
 * the folded label, then of the label.
 */
export function compareLabels(a: RankedLabel, b: RankedLabel): number {
  return (
    b.weightClass - a.weightClass ||
    a.length - b.length ||
    compareTexts(a.folded, b.folded) ||
    compareTexts(a.label, b.label)
  );
}
