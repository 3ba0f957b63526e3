/** Writes the element as a module of the package, for pages that bundle what they use: `dist/gene-suggest.js`. */

import { TEXTS } from "../src/web/files.ts";

await Bun.write(new URL("../dist/gene-suggest.js", import.meta.url), TEXTS["gene-suggest.js"]);
