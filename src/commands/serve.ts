import { existsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "../cli/command.ts";
import { AssemblError } from "../errors.ts";
import { Generations } from "../index/generations.ts";
import type { OpenIndex } from "../index/open-index.ts";
import { fold } from "../labels/fold.ts";
import { openLog } from "../log.ts";
import { ServedFile } from "../server/served-file.ts";
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
    "stateDir",
    "keepGenerations",
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
    const generations = await Generations.open(
      settings.stateDir === undefined ? stateFolders() : [settings.stateDir],
      settings.keepGenerations,
      (folder, why) => log.warn("state folder refused", { folder, reason: why }),
    );
    const served = new ServedFile(path, generations, state, log);
    await served.start();
    process.on("SIGHUP", () => served.look());
    const server = startServer({ ...settings, state, log });
    log.info("listening", { url: server.url });
    console.log(`serving ${path} at ${server.url}`);
    console.log(`try it: ${exampleOf(server.url, state.requireIndex().index)}`);
    log.info("stopping", { signal: await stopping });
    state.draining = true;
    served.stop();
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
    `there is nothing to answer from: INDEX is not set and there is no ./${DEFAULT_INDEX}`,
    "give --index PATH, or build one with `assembl build --database-url URL`",
  );
}

/** Where private copies go where nothing else is said, best first. */
function stateFolders(): string[] {
  const user = process.getuid?.() ?? "user";
  return [join(homedir(), ".cache", "assembl"), join(tmpdir(), `assembl-${user}`)];
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
