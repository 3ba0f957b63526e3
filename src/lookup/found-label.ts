/** A label that was found. */
export interface FoundLabel {
  label: string;
  /** Under which the trie holds it. */
  key: Uint8Array;
  /** The alias that led to it. */
  alias?: string;
  /** Place of the gene whose stable id led to it. */
  place?: number;
}
