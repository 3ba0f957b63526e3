import { parseArgs } from "node:util";
import { JSON_ERROR, reason, toAssemblError, UsageError, writeError } from "../errors.ts";
import { ignoredVariables, readSettings, SETTINGS } from "../settings.ts";
import { VERSION } from "../version.ts";
import type { Command, Options } from "./command.ts";
import { helpOf, overview } from "./help.ts";
import { printAside, printLines } from "./print.ts";

const FAILED = 1;
const WRONG_USAGE = 2;

/**
 * Runs the command that the arguments name.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage; an error was printed as one line
 */
export async function runCommandLine(
  commands: readonly Command[],
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  try {
    return await dispatch(commands, args, environment);
  } catch (error) {
    const failure = toAssemblError(error);
    const asJson = args.includes(`--${JSON_ERROR}`);
    printAside(asJson ? writeError(failure) : `error: ${failure.message}`);
    return failure instanceof UsageError ? WRONG_USAGE : FAILED;
  }
}

async function dispatch(
  commands: readonly Command[],
  [name, ...rest]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    printLines(overview(commands).split("\n"));
    return name === undefined ? WRONG_USAGE : 0;
  }
  if (name === "--version" || name === "-v") {
    printLines([VERSION]);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw noCommand(name);
  const { values, positionals } = parseOptions(command, rest);
  if (values.help) {
    printLines(helpOf(command).split("\n"));
    return 0;
  }
  const [least, most] = command.operandCount;
  if (positionals.length < least || positionals.length > most) {
    throw new UsageError(
      `${name} takes ${command.operands || "no operands"}`,
      `\`assembl ${name} --help\` shows an example`,
    );
  }
  const settings = readSettings(command.settings, {
    flags: values as Record<string, string | undefined>,
    environment,
  });
  return command.run({
    settings: settings as never,
    options: values,
    positionals,
    ignored: ignoredVariables(environment),
  });
}

/** Repeats only what looks like a command or an option, as it may be a URL with its password. */
function noCommand(name: string): UsageError {
  const option = /^--?[\w-]+/.exec(name)?.[0];
  if (option) {
    return new UsageError(`${option} is not a command`, "options follow one; see `assembl --help`");
  }
  const word = /^[\w-]+$/.test(name) ? ` ${name}` : " of this name";
  return new UsageError(`there is no command${word}`, "`assembl --help` lists them");
}

function parseOptions(
  command: Command,
  args: readonly string[],
): { values: Options; positionals: string[] } {
  const options: Record<string, { type: "string" | "boolean"; multiple?: boolean }> = {
    help: { type: "boolean" },
    [JSON_ERROR]: { type: "boolean" },
  };
  for (const [option, { value, isList = false }] of Object.entries(command.options)) {
    options[option] = { type: value === undefined ? "boolean" : "string", multiple: isList };
  }
  for (const setting of command.settings) options[SETTINGS[setting].flag] = { type: "string" };
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return {
      values: parsed.values as Options,
      positionals: parsed.positionals,
    };
  } catch (error) {
    const problem = reason(error).split(/\.\s|\n/)[0]!;
    throw new UsageError(
      problem.replace(/^\w*ERR_\w+: /, ""),
      `\`assembl ${command.name} --help\` lists the options`,
    );
  }
}
