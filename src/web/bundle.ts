/** Prints what browsers are sent, as JSON: the texts of page and element by file name, bundled from their sources. */

import { join } from "node:path";

const PAGE = join(import.meta.dir, "page");

async function read(name: string): Promise<string> {
  return await Bun.file(join(PAGE, name)).text();
}

/** A module for browsers, with all that it imports. */
async function bundle(path: string): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, path)],
    target: "browser",
    format: "esm",
    minify: true,
    plugins: [{ name: "style sheets as short texts", setup: shortenStyleSheets }],
  });
  return await outputs[0]!.text();
}

function shortenStyleSheets(build: Bun.PluginBuilder): void {
  build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
    const contents = shortened(await Bun.file(path).text());
    return { contents, loader: "text" };
  });
}

/** Bun's own minifier of CSS would take `light-dark()` apart, for browsers that have no custom elements of this kind. */
function shortened(css: string): string {
  return css
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replaceAll(": ", ":")
    .trim();
}

console.log(
  JSON.stringify({
    "index.html": await read("index.html"),
    "page.css": shortened(await read("page.css")),
    "icon.svg": await read("icon.svg"),
    "page.js": await bundle("page/page.ts"),
    "gene-suggest.js": await bundle("element/gene-suggest.ts"),
  }),
);
