/** The script that a server has for pages: the element asks the server that the script came from. */

import { GeneSuggestElement } from "./gene-suggest.ts";

export * from "./gene-suggest.ts";

GeneSuggestElement.endpoint = new URL("v1/suggest", import.meta.url).href;
