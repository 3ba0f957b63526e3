/** Names that are commands to a terminal, or turn around what stands beside them. */

import { run } from "../../support/processes/program.ts";
import { tempDir } from "../../support/temp.ts";
import type { Fault, Trial } from "../trial.ts";
import { builtIndex } from "./data.ts";

/** ESC, BEL, CR, DEL, CSI as one character, and characters that set the direction of text or separate lines. */
const COMMANDS = [
  ...["\u001b]0;x\u0007", "a\rb", "\u007f", "\u009b31m"],
  ...["\u202e", "\u2066", "\u200f", "\u061c", "\u2028", "\u2029"],
];
/** What does something to a terminal, except for ends of lines and of columns. */
const COMMANDING = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** Nothing that commands print is a command, wherever it stands in the data or in a file of names. */
async function commandsToTerminals(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  for (const [i, command] of COMMANDS.entries()) {
    trial.tried++;
    const name = `gene${i}${command}x`;
    // Rows with some of them are refused.
    const rows = [
      ["homo_sapiens", "BRCA2"],
      ["homo_sapiens", name, name, name, name],
      [`species${command}x`, "BRCA2"],
    ];
    const index = await builtIndex(trial.program, dir, `index${i}`, rows, [
      ["homo_sapiens", name, "BRCA2"],
    ]);
    await Bun.write(dir.join("names"), `${name}\nBRCA2\n`);
    const given = ["--index", index];
    for (const args of [
      ["query", "homo_sapiens", `gene${i}`, ...given],
      ["query", "homo_sapiens", name, ...given],
      ["resolve", "homo_sapiens", "names", ...given],
      ["resolve", "homo_sapiens", "names", "--json", ...given],
      ["query", "homo_sapiens", `gene${i}`, "--json", ...given],
      ["inspect", ...given],
      ["inspect", "--json", ...given],
    ]) {
      const { stdout, stderr } = await run([...trial.program, ...args], { cwd: dir.path });
      const found = COMMANDING.exec(stdout + stderr);
      if (found !== null) trial.mistake(`${args[0]} prints ${JSON.stringify(found[0])}`);
    }
  }
}

export const TERMINAL_ATTACKS: readonly Fault[] = [
  {
    name: "attacks: commands to terminals in names",
    times: { short: 1, long: 1 },
    run: commandsToTerminals,
  },
];
