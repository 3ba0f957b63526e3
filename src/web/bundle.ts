/** Prints what is sent to browsers as JSON: the bundled files of the page and the element, by file name. */

import { join } from "node:path";

const PAGE = join(import.meta.dir, "page");

async function read(name: string): Promise<string> {
  return await Bun.file(join(PAGE, name)).text();
}

/** Bundles a module for browsers with everything that it imports. */
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

/** Minifies CSS. Bun's own minifier would rewrite `light-dark()` for older browsers and make the text longer. */
function shortened(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, "")
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
