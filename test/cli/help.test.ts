import { describe, expect, test } from "bun:test";
import { helpOf, overview } from "../../src/cli/help.ts";
import { runCommandLine } from "../../src/cli/run.ts";
import { COMMANDS } from "../../src/commands/all.ts";
import { SETTINGS, type Setting } from "../../src/settings.ts";
import { VERSION } from "../../src/version.ts";
import { printed } from "../support/printed.ts";

const LONGEST_LINE = 130;

const LISTED = COMMANDS.filter(({ isInternal }) => !isInternal);
const TABLE = LISTED.map((command) => [command.name, command] as const);
const lines = (text: string) => text.split("\n");

test("the overview names the program, its version and every command with what it does", () => {
  const text = overview(COMMANDS);
  expect(text).toStartWith(`Assembl ${VERSION}: `);
  for (const { name, summary } of LISTED) {
    expect(text).toMatch(new RegExp(`^  ${name} +${RegExp.escape(summary)}$`, "m"));
  }
  expect(text).not.toContain("worker");
});

test("the commands are those of the contract", () => {
  expect(LISTED.map(({ name }) => name)).toEqual([
    "build",
    "serve",
    "query",
    "resolve",
    "inspect",
    "verify",
    "publish",
    "health",
  ]);
});

describe.each(TABLE)("help of %s", (name, command) => {
  const text = helpOf(command);

  test("is printed by --help, whatever the other arguments are", async () => {
    for (const args of [["--help"], ["--help", "a", "b", "c", "d"]]) {
      using output = printed();
      expect(await runCommandLine(COMMANDS, [name, ...args], { PORT: "nonsense" })).toBe(0);
      expect(output.stdout).toBe(`${text}\n`);
      expect(output.stderr).toBe("");
    }
  });

  test("begins with the usage", () => {
    const operands = command.operands ? ` ${command.operands}` : "";
    expect(lines(text)[0]).toBe(`usage: assembl ${name} [OPTION]...${operands}`);
  });

  test("lists each of the command's options", () => {
    for (const [option, { value, help }] of Object.entries(command.options)) {
      const given = value ? ` ${value}` : "";
      expect(text).toMatch(
        new RegExp(`^  --${option}${RegExp.escape(given)} +${RegExp.escape(help)}$`, "m"),
      );
    }
  });

  test("lists each setting with its flag, variable and default", () => {
    for (const key of command.settings) {
      const { flag, value, help, variable, default: standard }: Setting<unknown> = SETTINGS[key];
      const line = lines(text).find((candidate) => candidate.startsWith(`  --${flag} ${value} `))!;
      expect(line).toContain(help);
      expect(line).toEndWith(
        standard === undefined ? `(${variable})` : `(${variable}, default ${standard})`,
      );
    }
  });

  test("ends with an example that uses only its options", () => {
    const example = lines(text).at(-1)!;
    expect(example).toStartWith(`example: assembl ${name} `);
    const known = [
      ...Object.keys(command.options),
      ...command.settings.map((k) => SETTINGS[k].flag),
    ];
    for (const [, flag] of example.matchAll(/--([a-z-]+)/g)) expect(known).toContain(flag!);
  });

  test("fits a wide terminal, and has no white space at the end of lines", () => {
    for (const line of lines(text)) {
      expect(line.length).toBeLessThanOrEqual(LONGEST_LINE);
      expect(line).toBe(line.trimEnd());
    }
  });

  test("lists no option twice", () => {
    const own = Object.keys(command.options);
    const shared = command.settings.map((key) => SETTINGS[key].flag as string);
    expect(new Set([...own, ...shared, "help"]).size).toBe(own.length + shared.length + 1);
  });
});
