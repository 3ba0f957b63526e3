import { existsSync } from "node:fs";
import { command } from "../cli/command.ts";
import { AssemblError } from "../errors.ts";
import { mapIndex, OpenIndex } from "../index/open-index.ts";
import { verifyBytes } from "../index/verify.ts";
import { fold } from "../labels/fold.ts";
import { openLog } from "../log.ts";
import { ServedIndex } from "../server/served-index.ts";
import { startServer } from "../server/server.ts";
import { ServerState } from "../server/state.ts";
import { DEFAULT_INDEX } from "./index-operand.ts";

const LEFT_AT_ONCE = 1;
const MOST_ASKED_SPECIES = "homo_sapiens";
const EXAMPLE_QUERY = "brc";

export const serve = command({
  name: "serve",
  summary: "answer look-ups over HTTP from an index",
  operands: "",
  operandCount: [0, 0],
  options: {},
  settings: [
    "index",
    "databaseUrl",
    "labelMinimum",
    "defaultLimit",
    "maximumLimit",
    "bind",
    "port",
    "corsOrigin",
    "cacheSeconds",
    "log",
    "accessLog",
  ],
  example: "assembl serve --index genes.msgpack --port 8000",
  async run({ settings }) {
    const log = openLog(settings.log);
    const path = settings.index ?? defaultIndex();
    const state = new ServerState(settings);
    const stopping = stopSignal();
    const bytes = mapIndex(path);
    verifyBytes(bytes);
    const index = new OpenIndex(bytes);
    state.served = new ServedIndex(index, settings);
    const server = startServer({ ...settings, state, log });
    log.info("serving", { url: server.url, index: path, generation: index.generation });
    console.log(`serving ${path} at ${server.url}`);
    console.log(`try it: ${exampleOf(server.url, index)}`);
    log.info("stopping", { signal: await stopping });
    state.draining = true;
    await server.stop();
    return 0;
  },
});

/** A line to copy into a shell: what begins like one of the species' labels. */
function exampleOf(url: string, index: OpenIndex): string {
  const species = index.species.find(({ name }) => name === MOST_ASKED_SPECIES) ?? index.species[0];
  if (species === undefined) return `curl ${url}/v1/species`;
  const [label] = index.labels(species, EXAMPLE_QUERY, 1);
  const [other] = index.labels(species, "", 1);
  const query = label === undefined ? fold(other ?? "") : EXAMPLE_QUERY;
  return `curl '${url}/gene_suggest/?species=${species.name}&query=${encodeURIComponent(query)}'`;
}

function defaultIndex(): string {
  if (existsSync(DEFAULT_INDEX)) return DEFAULT_INDEX;
  throw new AssemblError(
    `there is nothing to answer from: neither INDEX nor DATABASE_URL is set and there is no ./${DEFAULT_INDEX}`,
    "give --index PATH, or build one with `assembl build`",
  );
}

/** Resolves with the first SIGTERM or SIGINT; a second one leaves at once. */
function stopSignal(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let asked = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (asked) process.exit(LEFT_AT_ONCE);
      asked = true;
      resolve(signal);
    });
  }
  return promise;
}
