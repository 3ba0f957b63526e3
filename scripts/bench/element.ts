/** The size of what a page loads for a field that suggests genes. */

import { brotliCompressSync, gzipSync, constants as zlib } from "node:zlib";
import { TEXTS } from "../../src/web/files.ts";
import type { Figure, Table } from "./figures.ts";

/** More than this is too much for a text field. */
const MOST_COMPRESSED_BYTES = 12_000;
/** What a field without lists and one with them should take. */
const AIM_WITHOUT_LISTS = 8_000;
const AIM_WITH_LISTS = 9_000;
const JQUERY_UI = ["jquery/dist/jquery.min.js", "jquery-ui/dist/jquery-ui.min.js"];

export async function element(): Promise<Table[]> {
  const ours = TEXTS["gene-suggest.js"];
  const lists = TEXTS["gene-suggest-chips.js"];
  const files = JQUERY_UI.map((name) => Bun.file(Bun.resolveSync(name, import.meta.dir)).text());
  const rival = (await Promise.all(files)).join("\n");
  const figure = (name: string, value: number, of: (text: string) => number): Figure => ({
    name,
    unit: "B",
    ours: { value },
    baseline: { name: "jQuery and jQuery UI", value: of(rival) },
  });
  const bytes = Buffer.byteLength;
  return [
    {
      title: "script that a page loads for a field that suggests genes",
      figures: [
        figure("as it is", bytes(ours), bytes),
        figure("compressed with gzip -9", gzipped(ours), gzipped),
        {
          ...figure("compressed with brotli", brotlied(ours), brotlied),
          aim: [{ of: "ours", atMost: AIM_WITHOUT_LISTS }],
        },
        {
          ...figure(
            "with lists, compressed with brotli",
            brotlied(ours) + brotlied(lists),
            brotlied,
          ),
          must: [{ of: "ours", atMost: MOST_COMPRESSED_BYTES }],
          aim: [{ of: "ours", atMost: AIM_WITH_LISTS }],
        },
      ],
    },
  ];
}

function gzipped(text: string): number {
  return gzipSync(text, { level: zlib.Z_BEST_COMPRESSION }).length;
}

/** As servers do for files that they compress once. */
function brotlied(text: string): number {
  return brotliCompressSync(text).length;
}
