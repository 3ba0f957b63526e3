import type { Browser } from "playwright-core";
import { ASSEMBL, succeed } from "../../test/support/processes/program.ts";
import { type Picture, SCALE } from "./page.ts";

const WIDTH = 930;

/** The commands that are shown; they are run with `--index` too, because the demo index does not have the default name. */
const COMMANDS: readonly (readonly string[])[] = [
  ["query", "human", "p53", "--limit", "3"],
  ["query", "human", "tpp53", "--match", "fuzzy", "--limit", "3"],
  ["query", "9606", "nkx25", "--limit", "3"],
];
const NAMES = "p53\nNKX2.5\nENSG00000139618.12\nPD-L1\n";

/** A picture of real commands and their output. */
export async function takeTerminal(browser: Browser, index: string): Promise<Picture[]> {
  let text = "";
  for (const command of COMMANDS) {
    text += `$ assembl ${command.join(" ")}\n${await outputOf([...command, "--index", index])}\n`;
  }
  const typed = JSON.stringify(NAMES).slice(1, -1);
  text += `$ printf '${typed}' | assembl resolve human\n`;
  text += await outputOf(["resolve", "human", "--index", index], NAMES);
  const page = await browser.newPage({
    viewport: { width: WIDTH, height: 100 },
    deviceScaleFactor: SCALE,
  });
  await page.setContent(markupOf(text));
  const png = await page.locator("main").screenshot({ omitBackground: true });
  await page.close();
  return [{ name: "terminal", png }];
}

/** The output of a command. @throws Error if it fails */
async function outputOf(args: readonly string[], stdin = ""): Promise<string> {
  const { stdout, stderr } = await succeed([...ASSEMBL, ...args], { stdin });
  return stdout + stderr;
}

function markupOf(text: string): string {
  const lines = text.trimEnd().split("\n").map(lineOf);
  return `<!doctype html><style>
    body { margin: 0; background: none }
    main { padding: 0 22px 20px; border-radius: 12px; background: #10201e; color: #dcebe8 }
    header { display: flex; gap: 8px; padding: 14px 0 }
    header i { width: 12px; height: 12px; border-radius: 50%; background: #35504c }
    pre { margin: 0; tab-size: 20; white-space: pre-wrap; font: 14px/1.6 ui-monospace, "JetBrains Mono", Menlo, Consolas, monospace }
    b { color: #7fe0d5; font-weight: 600 }
  </style><main><header><i></i><i></i><i></i></header><pre>${lines.join("\n")}</pre></main>`;
}

function lineOf(line: string): string {
  const safe = Bun.escapeHTML(line);
  return line.startsWith("$ ") ? `<b>$</b>${safe.slice(1)}` : safe;
}
