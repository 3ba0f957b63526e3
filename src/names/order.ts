const FIRST_SURROGATE = 0xd800;

/** Byte order of the texts' UTF-8, which differs from the order of UTF-16 units from the surrogates on. */
export function compareTexts(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    if (left < FIRST_SURROGATE || right < FIRST_SURROGATE) return left - right;
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a.length - b.length;
}

/** A label with all that its rank depends on. */
export interface RankedLabel {
  label: string;
  folded: string;
  /** Code points of the folded label. */
  length: number;
  /** 0 where it has no weight. */
  weightClass: number;
}

/**
 * The order of suggestions within a tier: heavier class, then fewer code points of the folded label, then byte
 * order of the folded label, then of the label.
 */
export function compareLabels(a: RankedLabel, b: RankedLabel): number {
  return (
    b.weightClass - a.weightClass ||
    a.length - b.length ||
    compareTexts(a.folded, b.folded) ||
    compareTexts(a.label, b.label)
  );
}
