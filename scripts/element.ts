/** Builds the package of the element, `packages/gene-suggest/dist`; `npm pack` runs it too. */

import { join } from "node:path";
import { bundle } from "../src/web/bundle.ts";

const REPOSITORY = join(import.meta.dir, "..");
const DIST = join(REPOSITORY, "packages/gene-suggest/dist");

/** The modules whose types a page can meet. */
const TYPED = ["gene-suggest", "form-field", "option", "suggestions", "texts"];
/** How their types are made, with what else the settings of src/web demand of them. */
const OPTIONS = [
  ...["--ignoreConfig", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"],
  ...["--declaration", "--emitDeclarationOnly", "--stripInternal", "--allowImportingTsExtensions"],
  ...["--target", "esnext", "--module", "preserve", "--moduleResolution", "bundler"],
  ...["--lib", "esnext,dom,dom.iterable", "--types", ""],
];

await Bun.$`rm -rf ${DIST}`;
await Bun.write(join(DIST, "gene-suggest.js"), await bundle("element/gene-suggest.ts"));
await Bun.write(join(DIST, "gene-suggest-chips.js"), await bundle("element/chips.ts"));
await Bun.write(
  join(DIST, "gene-suggest.iife.js"),
  await bundle("element/gene-suggest.ts", "iife"),
);

const all = join(DIST, "all-types");
const entries = ["src/web/element/gene-suggest.ts", "src/web/texts.d.ts"];
const compiler = join(REPOSITORY, "node_modules/.bin/tsc");
await Bun.$`${compiler} ${OPTIONS} --outDir ${all} ${entries}`.cwd(REPOSITORY);
for (const name of TYPED) {
  const types = await Bun.file(join(all, `element/${name}.d.ts`)).text();
  await Bun.write(join(DIST, `types/${name}.d.ts`), types.replaceAll('.ts";', '.js";'));
}
await Bun.$`rm -r ${all}`;
