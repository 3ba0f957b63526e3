/** `bun run dev`: `bun start`, which begins again whenever the code changes, that of page and element included. */

import { join } from "node:path";
import { start } from "./start.ts";

const WEB = join(import.meta.dir, "../src/web");
const FOR_BROWSERS = new Bun.Glob("{combobox,element,page}/*");

// What is bundled for browsers is imported by nothing here, and a watcher follows imports alone.
for await (const path of FOR_BROWSERS.scan(WEB)) {
  await import(join(WEB, path), { with: { type: "text" } });
}
process.exit(await start());
