import type { GeneSuggestElement, GeneSuggestEvents, Texts } from "../dist/types/gene-suggest.js";

type Settable =
  | "species"
  | "match"
  | "limit"
  | "minimum"
  | "endpoint"
  | "known"
  | "multiple"
  | "valueField"
  | "name"
  | "value"
  | "values"
  | "placeholder"
  | "required"
  | "disabled"
  | "readOnly"
  | "maxLength"
  | "minLength"
  | "renderOption";

/** What templates can set on the element, by the names of its properties and of its attributes. */
export type GeneSuggestProperties = {
  [Name in Settable]?: GeneSuggestElement[Name] | undefined;
} & {
  texts?: Partial<Texts> | null | undefined;
  "value-field"?: string | undefined;
  pattern?: string | undefined;
};

/** Listeners as React and Svelte name them: `ongene-choose`. */
export type GeneSuggestListeners = {
  [Name in keyof GeneSuggestEvents as `on${Name}`]?: (event: GeneSuggestEvents[Name]) => void;
};
