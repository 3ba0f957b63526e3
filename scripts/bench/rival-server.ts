/**
 * The six-line rival as a server.
 *
 *     bun scripts/bench/rival-server.ts LABELS.tsv
 */

import { fold } from "../../src/names/fold.ts";
import { readLabels } from "./corpora.ts";
import { rivalLabels, sortSpecies } from "./rival.ts";

const DEFAULT_LIMIT = 5;

const labels = await readLabels(process.argv[2]!);
const species = new Map([...labels].map(([name, all]) => [name, sortSpecies(all)]));
labels.clear();
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request) {
    const parameters = new URL(request.url).searchParams;
    const sorted = species.get(parameters.get("species") ?? "");
    const query = fold(parameters.get("query") ?? "");
    return Response.json(sorted ? rivalLabels(sorted, query, DEFAULT_LIMIT) : []);
  },
});
console.log(`serving at http://127.0.0.1:${server.port}`);
