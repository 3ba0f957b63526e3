import { command } from "../cli/command.ts";
import { printJson, printLines } from "../cli/print.ts";
import { UsageError } from "../errors.ts";
import { readIndexAt } from "../feeds/locations.ts";
import { verifyIndex } from "../store/verify.ts";

export const publish = command({
  name: "publish",
  summary: "publish an index in Redis, from where servers take it at once",
  operands: "INDEX [ADDRESS]",
  operandCount: [1, 2],
  options: { json: { help: "print the result as JSON" } },
  settings: ["publishTo"],
  example: "assembl publish genes.msgpack 'redis://localhost:6379/0?key=genes'",
  async run({ settings, options, positionals }) {
    const [source, address = settings.publishTo] = positionals as [string, string?];
    if (address === null) {
      throw new UsageError(
        "no address to publish to is given",
        "give redis://host:port/db?key=NAME, or set PUBLISH_TO",
      );
    }
    const { parseRedisLocation } = await import("../redis/location.ts");
    const { publishIndex } = await import("../redis/publish.ts");
    const location = parseRedisLocation(address);
    const { bytes } = await readIndexAt(source);
    const { generation } = verifyIndex(bytes);
    const { before, chunks } = await publishIndex(location, bytes, generation);
    if (options.json) {
      const published = { address: location.name, generation, before };
      printJson({ ...published, bytes: bytes.length, chunks });
      return 0;
    }
    const size = `${bytes.length.toLocaleString("en")} bytes`;
    printLines([
      `${location.name} is generation ${generation} now, ${size}`,
      `before: ${before === generation ? "the same" : (before ?? "nothing")}`,
    ]);
    return 0;
  },
});
