import { runCommandLine } from "./cli/run.ts";
import { COMMANDS } from "./commands/all.ts";

process.exit(await runCommandLine(COMMANDS, process.argv.slice(2), process.env));
