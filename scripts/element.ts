/** Writes the element as a module of the package, `dist/gene-suggest.js`, for pages that are bundled. */

import { TEXTS } from "../src/web/files.ts";

await Bun.write(new URL("../dist/gene-suggest.js", import.meta.url), TEXTS["gene-suggest.js"]);
