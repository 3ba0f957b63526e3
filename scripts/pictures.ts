/** `bun run pictures`: makes docs/pictures from the real page and the real output of commands, with the demo index. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { BROWSER, launchBrowser } from "../test/support/browser/browser-program.ts";
import { ensureTools } from "../test/support/processes/debian.ts";
import { takePage } from "./pictures/page.ts";
import { takeTerminal } from "./pictures/terminal.ts";
import { demoIndex } from "./start.ts";

const FOLDER = join(import.meta.dir, "../docs/pictures");

await ensureTools([BROWSER]);
await mkdir(FOLDER, { recursive: true });
const index = await demoIndex();
const browser = await launchBrowser();
const pictures = [...(await takePage(browser, index)), ...(await takeTerminal(browser, index))];
await browser.close();
for (const { name, png } of pictures) {
  await Bun.write(join(FOLDER, `${name}.png`), png);
  console.log(`docs/pictures/${name}.png  ${(png.length / 1000).toFixed(0)} kB`);
}
process.exit(0);
