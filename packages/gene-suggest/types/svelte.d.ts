import type { HTMLAttributes } from "svelte/elements";
import type { GeneSuggestElement } from "../dist/types/gene-suggest.js";
import type { GeneSuggestListeners, GeneSuggestProperties } from "./properties.js";

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "gene-suggest": Omit<HTMLAttributes<GeneSuggestElement>, keyof GeneSuggestProperties> &
      GeneSuggestProperties &
      GeneSuggestListeners;
  }
}
