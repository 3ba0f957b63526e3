import type { SettingName, Settings } from "../settings.ts";

/** An option of one command. */
export interface Option {
  /** The placeholder of the value in help; absent for a switch. */
  value?: string;
  /** Whether it may be given several times; its value is then a list. */
  isList?: boolean;
  help: string;
}

/** Values of a command's own options by name: `true` for a switch, a list for what may be given several times. */
export type Options = Readonly<Record<string, string | readonly string[] | true | undefined>>;

/** What a command is run with. */
export interface Invocation<N extends SettingName = SettingName> {
  settings: Pick<Settings, N>;
  options: Options;
  positionals: readonly string[];
  /** Variables for the original's server that are set but have no effect. */
  ignored: readonly string[];
}

/** One verb of the command line. */
export interface Command<N extends SettingName = SettingName> {
  name: string;
  /** Whether only other commands run it, so that it is not listed. */
  isInternal?: boolean;
  /** One line, for the list of commands. */
  summary: string;
  /** What follows the name in the usage line: `SPECIES QUERY`. */
  operands: string;
  /** The smallest and the largest number of operands. */
  operandCount: readonly [number, number];
  options: Readonly<Record<string, Option>>;
  settings: readonly N[];
  example: string;
  /** @returns the exit code: 0 done, 1 failed. @throws AssemblError, which is printed */
  run: (invocation: Invocation<N>) => Promise<number>;
}

/** Lets the type of `run` depend on the names of the command's settings. */
export function command<const N extends SettingName>(spec: Command<N>): Command {
  return spec as unknown as Command;
}
