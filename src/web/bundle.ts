/** Bundles what browsers run. As a program it prints what is sent to them as JSON, by file name. */

import { join } from "node:path";
import { COMMON_NAMES } from "../names/common-names.ts";

const PAGE = join(import.meta.dir, "page");

async function read(name: string): Promise<string> {
  return await Bun.file(join(PAGE, name)).text();
}

/** What the element loads for fields that are lists, beside its own file. */
const CHIPS = "gene-suggest-chips.js";

/**
 * Bundles a module for browsers with everything that it imports.
 *
 * @param format in an IIFE everything is in one file; a module leaves chips to a file of their own
 */
export async function bundle(path: string, format: "esm" | "iife" = "esm"): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, path)],
    target: "browser",
    format,
    minify: true,
    define: { COMMON_NAMES: JSON.stringify(commonNames()) },
    plugins: [
      { name: "style sheets as short texts", setup: shortenStyleSheets },
      ...(format === "esm" ? [{ name: "chips in a file of their own", setup: leaveChips }] : []),
    ],
  });
  return await outputs[0]!.text();
}

/** The first common name of each species that has any. */
function commonNames(): Record<string, string> {
  return Object.fromEntries(COMMON_NAMES.map(({ species, names }) => [species, names[0]!]));
}

function shortenStyleSheets(build: Bun.PluginBuilder): void {
  build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
    const contents = shortened(await Bun.file(path).text());
    return { contents, loader: "text" };
  });
}

/** Fields without chips need not load them. */
function leaveChips(build: Bun.PluginBuilder): void {
  build.onResolve({ filter: /\/chips\.ts$/ }, ({ kind }) =>
    kind === "dynamic-import" ? { path: `./${CHIPS}`, external: true } : null,
  );
}

/** Minifies CSS. Bun's own minifier would rewrite `light-dark()` for older browsers and make the text longer. */
function shortened(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replaceAll(": ", ":")
    .replaceAll(";}", "}")
    .replace(/(?<![\d.])0\./g, ".")
    .trim();
}

if (import.meta.main) {
  const files = {
    "index.html": await read("index.html"),
    "page.css": shortened(await read("page.css")),
    "icon.svg": await read("icon.svg"),
    "page.js": await bundle("page/page.ts"),
    "gene-suggest.js": await bundle("element/served.ts"),
    [CHIPS]: await bundle("element/chips.ts"),
  };
  console.log(JSON.stringify(files));
}
