import { join } from "node:path";

/** What browsers are sent, by file name. */
export type Texts = Readonly<
  Record<"index.html" | "page.css" | "icon.svg" | "page.js" | "gene-suggest.js", string>
>;

/**
 * Bundles page and element. A macro: it runs where the code that calls it is read, from a checkout at the first
 * request for one of them, for an executable while that is compiled. A process of its own, as a bundler that
 * waits for a macro cannot bundle.
 */
export function bundled(): Texts {
  const program = join(import.meta.dir, "bundle.ts");
  const { success, stdout, stderr } = Bun.spawnSync([process.execPath, program]);
  if (!success) throw new Error(`page and element cannot be bundled: ${stderr}`);
  return JSON.parse(stdout.toString());
}
