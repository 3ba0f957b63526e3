/** `assembl build` from a checkout, for cron. */

import { runCommandLine } from "../src/cli/run.ts";
import { COMMANDS } from "../src/commands/all.ts";

process.exit(await runCommandLine(COMMANDS, ["build", ...process.argv.slice(2)], process.env));
