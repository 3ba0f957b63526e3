import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { GeneSuggestElement } from "../dist/types/gene-suggest.js";
import type { GeneSuggestListeners, GeneSuggestProperties } from "./properties.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "gene-suggest": Omit<
        DetailedHTMLProps<HTMLAttributes<GeneSuggestElement>, GeneSuggestElement>,
        keyof GeneSuggestProperties
      > &
        GeneSuggestProperties &
        GeneSuggestListeners;
    }
  }
}
