import { command } from "../cli/command.ts";
import { readIndex } from "../index/open-index.ts";
import { verifyIndex } from "../index/verify.ts";
import { indexPath } from "./index-operand.ts";

export const verify = command({
  name: "verify",
  summary: "check every byte, node and gene of an index",
  operands: "[INDEX]",
  operandCount: [0, 1],
  options: { json: { help: "print the result as JSON" } },
  settings: ["index"],
  example: "assembl verify genes.msgpack",
  async run({ settings, options, positionals }) {
    const path = indexPath(positionals[0] ?? settings.index);
    const bytes = await readIndex(path);
    const { generation } = verifyIndex(bytes);
    const result = { path, generation, bytes: bytes.length, whole: true };
    console.log(
      options.json ? JSON.stringify(result) : `${path} is whole, generation ${generation}`,
    );
    return 0;
  },
});
