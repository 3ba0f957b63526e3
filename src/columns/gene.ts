/** A gene as the index and the database know it; what the source lacks is absent. */
export interface Gene {
  stable_id?: string;
  chromosome?: string;
  /** 1-based, both ends included. */
  start?: number;
  end?: number;
  /** The location as it is written, where it does not parse. */
  location?: string;
  /** `core`, `otherfeatures`, … */
  db?: string;
}
