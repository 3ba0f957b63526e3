import type { SettingName, Settings } from "../settings.ts";

/** An option of one command alone. */
export interface Option {
  /** What stands for the value in help; absent for a switch. */
  value?: string;
  help: string;
}

/** What a command is run with. */
export interface Invocation<N extends SettingName = SettingName> {
  settings: Pick<Settings, N>;
  /** Values of the command's own options by name; `true` for a switch. */
  options: Readonly<Record<string, string | true | undefined>>;
  positionals: readonly string[];
  /** Variables that are set as if they were settings, and are none. */
  ignored: readonly string[];
}

/** One verb of the command line. */
export interface Command<N extends SettingName = SettingName> {
  name: string;
  /** Run by other commands alone, and so not listed. */
  isInternal?: boolean;
  /** One line, for the list of commands. */
  summary: string;
  /** What follows the name in the usage line: `SPECIES QUERY`. */
  operands: string;
  /** Least and most operands. */
  operandCount: readonly [number, number];
  options: Readonly<Record<string, Option>>;
  settings: readonly N[];
  example: string;
  /** Exit code: 0 done, 1 failed. @throws AssemblError with what to print */
  run: (invocation: Invocation<N>) => Promise<number>;
}

/** Keeps the names of a command's settings known to its `run`. */
export function command<const N extends SettingName>(spec: Command<N>): Command {
  return spec as unknown as Command;
}
