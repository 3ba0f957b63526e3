import { command } from "../cli/command.ts";
import { fold } from "../labels/fold.ts";
import { openLog } from "../log.ts";
import type { Served } from "../server/served.ts";
import { startServer } from "../server/server.ts";
import { ServerState } from "../server/state.ts";
import { IndexCatalogue } from "../suggest/index-catalogue.ts";
import { openSupply } from "./open-supply.ts";

const LEFT_AT_ONCE = 1;
const MOST_ASKED_SPECIES = "homo_sapiens";
const EXAMPLE_QUERY = "brc";

export const serve = command({
  name: "serve",
  summary: "answer look-ups over HTTP from an index, or from a database",
  operands: "",
  operandCount: [0, 0],
  options: {},
  settings: [
    "databaseUrl",
    "caching",
    "index",
    "indexRefresh",
    "stateDir",
    "keepGenerations",
    "labelMinimum",
    "defaultLimit",
    "maximumLimit",
    "match",
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
    const state = new ServerState(settings);
    const stopping = stopSignal();
    const supply = await openSupply(settings, state, log);
    // From here on, as it would end the process.
    process.on("SIGHUP", () => supply.look());
    await supply.start();
    const server = startServer({ ...settings, state, log });
    log.info("listening", { url: server.url });
    console.log(`serving ${supply.name} at ${server.url}`);
    console.log(`try it: ${exampleOf(server.url, state.served)}`);
    supply.follow();
    log.info("stopping", { signal: await stopping });
    state.draining = true;
    await server.stop();
    await supply.stop();
    return 0;
  },
});

/** A line to copy into a shell: what begins like one of the species' labels, where these are known. */
function exampleOf(url: string, served: Served | null): string {
  if (!(served?.catalogue instanceof IndexCatalogue)) return `curl ${url}/v1/species`;
  const { index } = served.catalogue;
  const species = index.species.find(({ name }) => name === MOST_ASKED_SPECIES) ?? index.species[0];
  if (species === undefined) return `curl ${url}/v1/species`;
  const [known] = index.of(species).startingWith(EXAMPLE_QUERY, 1);
  const [other] = index.of(species).startingWith("", 1);
  const query = known === undefined ? fold(other?.label ?? "") : EXAMPLE_QUERY;
  return `curl '${url}/gene_suggest/?species=${species.name}&query=${encodeURIComponent(query)}'`;
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
