/** A gene as indexes and databases know it; what the source does not tell is absent. */
export interface Gene {
  stable_id?: string;
  chromosome?: string;
  /** 1-based, both ends included. */
  start?: number;
  end?: number;
  /** The location as the source writes it, where it does not parse. */
  location?: string;
  /** `core`, `otherfeatures`, … */
  db?: string;
}
