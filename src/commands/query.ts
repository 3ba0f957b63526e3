import { command } from "../cli/command.ts";
import { printJson, printLines } from "../cli/print.ts";
import { alignColumns } from "../cli/table.ts";
import { UsageError } from "../errors.ts";
import type { Suggestion } from "../lookup/suggestion.ts";
import { settingsIn } from "../settings.ts";
import { formatLocation, openCatalogue } from "./look-up.ts";

export const query = command({
  name: "query",
  summary: "look up genes by what was typed, as a server does",
  operands: "SPECIES QUERY",
  operandCount: [2, 2],
  options: {
    limit: { value: "N", help: "most suggestions" },
    json: { help: "print the suggestions as JSON" },
  },
  settings: ["index", ...settingsIn("answers")],
  example: "assembl query homo_sapiens brc --index genes.msgpack",
  async run({ settings, options, positionals }) {
    const [species, text] = positionals as [string, string];
    const limit = readLimit(options.limit as string | undefined, settings);
    const catalogue = await openCatalogue(settings.index);
    const { labelMinimum, match } = settings;
    const question = { query: text, limit, labelMinimum, match };
    const { suggestions } = catalogue.suggest([species], question);
    if (options.json) printJson(suggestions);
    else printLines(describe(suggestions));
    return 0;
  },
});

function readLimit(
  given: string | undefined,
  { defaultLimit, maximumLimit }: { defaultLimit: number; maximumLimit: number },
): number {
  if (given === undefined) return Math.min(defaultLimit, maximumLimit);
  if (!/^\d+$/.test(given) || Number(given) < 1) {
    throw new UsageError(
      `--limit is ${JSON.stringify(given)}`,
      "it takes a whole number of at least 1",
    );
  }
  return Math.min(Number(given), maximumLimit);
}

function describe(suggestions: readonly Suggestion[]): string[] {
  return alignColumns(
    suggestions.map(({ label, tier, alias, genes, ...gene }) => [
      label,
      alias === undefined ? tier : `${tier} ${alias}`,
      genes === 1 ? "1 gene" : `${genes} genes`,
      gene.stable_id ?? "",
      formatLocation(gene),
    ]),
  );
}
