/** The size of what a page loads for a field that suggests genes. */

import { gzipSync, constants as zlib } from "node:zlib";
import { TEXTS } from "../../src/web/files.ts";
import type { Figure, Table } from "./figures.ts";

/** More than this is too much for a text field. */
const MOST_COMPRESSED_BYTES = 8_000;
const JQUERY_UI = ["jquery/dist/jquery.min.js", "jquery-ui/dist/jquery-ui.min.js"];

export async function element(): Promise<Table[]> {
  const ours = TEXTS["gene-suggest.js"];
  const files = JQUERY_UI.map((name) => Bun.file(Bun.resolveSync(name, import.meta.dir)).text());
  const rival = (await Promise.all(files)).join("\n");
  const figure = (name: string, bytesOf: (text: string) => number): Figure => ({
    name,
    unit: "B",
    ours: { value: bytesOf(ours) },
    baseline: { name: "jQuery and jQuery UI", value: bytesOf(rival) },
  });
  return [
    {
      title: "script that a page loads for a field that suggests genes",
      figures: [
        figure("as it is", Buffer.byteLength),
        {
          ...figure("compressed with gzip -9", compressedBytes),
          must: [{ of: "ours", atMost: MOST_COMPRESSED_BYTES }],
        },
      ],
    },
  ];
}

function compressedBytes(text: string): number {
  return gzipSync(text, { level: zlib.Z_BEST_COMPRESSION }).length;
}
