import { bundled } from "./bundled.ts" with { type: "macro" };

/** The files that are sent to browsers, by file name, as constants. */
export const TEXTS = bundled();
