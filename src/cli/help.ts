import { SETTINGS, type Setting } from "../settings.ts";
import { VERSION } from "../version.ts";
import type { Command } from "./command.ts";
import { alignColumns } from "./table.ts";

/** What `assembl --help` prints. */
export function overview(commands: readonly Command[]): string {
  return [
    `Assembl ${VERSION}: which genes start with what was typed so far?`,
    "",
    "usage: assembl COMMAND [OPTION]...",
    "",
    ...alignColumns(
      commands
        .filter(({ isInternal }) => !isInternal)
        .map(({ name, summary }) => [`  ${name}`, summary]),
    ),
    "",
    "`assembl COMMAND --help` describes a command; `assembl --version` prints the version.",
  ].join("\n");
}

/** What `assembl COMMAND --help` prints. */
export function helpOf({ name, summary, operands, options, settings, example }: Command): string {
  const own = Object.entries(options).map(([option, { value, help }]) => [
    `  --${option}${value ? ` ${value}` : ""}`,
    help,
  ]);
  const shared = settings.map((key) => {
    const setting: Setting<unknown> = SETTINGS[key];
    const standard = setting.default === undefined ? "" : `, default ${setting.default}`;
    return [
      `  --${setting.flag} ${setting.value}`,
      `${setting.help} (${setting.variable}${standard})`,
    ];
  });
  return [
    `usage: assembl ${name} [OPTION]...${operands ? ` ${operands}` : ""}`,
    "",
    `${summary}.`,
    "",
    ...alignColumns([...own, ...shared, ["  --help", "print this"]]),
    "",
    `example: ${example}`,
  ].join("\n");
}
