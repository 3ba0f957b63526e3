/** A picture for the documentation. */
export interface Picture {
  /** Of its file, without `.png`. */
  name: string;
  png: Uint8Array;
}

/** Pixels of the picture for one of the page: sharp on most screens, and small. */
export const SCALE = 1.5;
