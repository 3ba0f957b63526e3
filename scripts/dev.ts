/** `bun run dev`: `bun start`, restarted whenever the code changes, that of page and element included. */

import { join } from "node:path";
import { start } from "./start.ts";

const WEB = join(import.meta.dir, "../src/web");
const FOR_BROWSERS = new Bun.Glob("{combobox,element,page}/*");

// Bun watches what is imported, and nothing else imports the files that are bundled for browsers.
for await (const path of FOR_BROWSERS.scan(WEB)) {
  await import(join(WEB, path), { with: { type: "text" } });
}
process.exit(await start());
