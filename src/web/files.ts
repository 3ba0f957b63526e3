import { bundled } from "./bundled.ts" with { type: "macro" };

/** What browsers are sent, by file name: constants of this module. */
export const TEXTS = bundled();
