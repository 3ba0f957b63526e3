import type { DefineComponent, HTMLAttributes } from "vue";
import type { GeneSuggestEvents } from "../dist/types/gene-suggest.js";
import type { GeneSuggestProperties } from "./properties.js";

/** Listeners as Vue names them: `onGeneChoose`. */
type Listeners = {
  onGeneChoose?: (event: GeneSuggestEvents["gene-choose"]) => void;
  onGeneAnswer?: (event: GeneSuggestEvents["gene-answer"]) => void;
  onGeneError?: (event: GeneSuggestEvents["gene-error"]) => void;
  onGeneResolve?: (event: GeneSuggestEvents["gene-resolve"]) => void;
};

declare module "vue" {
  interface GlobalComponents {
    "gene-suggest": DefineComponent<
      Omit<HTMLAttributes, keyof GeneSuggestProperties> & GeneSuggestProperties & Listeners
    >;
  }
}
