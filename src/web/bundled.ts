import { join } from "node:path";

/** The files that are sent to browsers, by file name. */
export type Texts = Readonly<
  Record<
    | "index.html"
    | "page.css"
    | "icon.svg"
    | "page.js"
    | "gene-suggest.js"
    | "gene-suggest-chips.js",
    string
  >
>;

/**
 * Bundles the page and the element. It is a macro, which Bun runs when it loads the calling code: in a checkout at
 * the first request for a file, for an executable at compile time. Bundling takes a process of its own, because a
 * bundler that is waiting for a macro cannot bundle anything else.
 */
export function bundled(): Texts {
  const program = join(import.meta.dir, "bundle.ts");
  const { success, stdout, stderr } = Bun.spawnSync([process.execPath, program]);
  if (!success) throw new Error(`page and element cannot be bundled: ${stderr}`);
  return JSON.parse(stdout.toString());
}
