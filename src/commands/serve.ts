import { command } from "../cli/command.ts";
import { printLines } from "../cli/print.ts";
import { openLog } from "../log.ts";
import type { OpenIndex } from "../lookup/open-index.ts";
import { fold } from "../names/fold.ts";
import { ServerState } from "../server/state.ts";
import { openFront } from "../serving/front.ts";
import { isLive, openIndexSupply, openLive } from "../serving/supply.ts";
import { SERVER_GROUPS, settingsIn } from "../settings.ts";
import type { PrivateIndex } from "../store/generations.ts";

const LEFT_AT_ONCE = 1;
const MOST_ASKED_SPECIES = "homo_sapiens";
const EXAMPLE_QUERY = "brc";

export const serve = command({
  name: "serve",
  summary: "answer look-ups over HTTP, from an index or from a database",
  operands: "",
  operandCount: [0, 0],
  options: {},
  settings: settingsIn(...SERVER_GROUPS),
  example: "assembl serve --index genes.msgpack --port 8000",
  async run({ settings, ignored }) {
    // Handled from the beginning, as it would end the process; it has no effect until there is a supply.
    let hungUp = () => {};
    process.on("SIGHUP", () => hungUp());
    const log = openLog(settings.log);
    for (const variable of ignored) {
      log.warn("variable ignored", { variable, reason: "Assembl does not use Gunicorn" });
    }
    const state = new ServerState(settings);
    const stopping = stopSignal();
    const front = await openFront(settings, state, log);
    let example: string | null = null;
    const serve = (index: PrivateIndex) => {
      example ??= exampleOf(index.index);
      return front.serve(index);
    };
    const supply = isLive(settings)
      ? await openLive(settings.databaseUrl, state, log)
      : await openIndexSupply(settings, serve, log, state.vitals);
    hungUp = () => void supply.look();
    // The index may be on a mount that hangs.
    const begun = await Promise.race([supply.start(), stopping]);
    if (begun !== undefined) {
      log.info("stopping", { signal: begun });
      await supply.stop();
      return 0;
    }
    const url = await front.listen();
    log.info("listening", { url });
    printLines([
      `serving ${supply.name} at ${url}`,
      `try it: curl '${url}${example ?? "/v1/species"}'`,
    ]);
    supply.follow();
    const signal = await stopping;
    log.info("stopping", { signal });
    // Someone at a terminal does not want to wait.
    await front.stop(signal === "SIGINT" ? 0 : settings.drainTime);
    await supply.stop();
    return 0;
  },
});

/** A request that finds something, to show how to ask; null if there is no species. */
function exampleOf(index: OpenIndex): string | null {
  const species = index.species.find(({ name }) => name === MOST_ASKED_SPECIES) ?? index.species[0];
  if (species === undefined) return null;
  const [known] = index.of(species).startingWith(EXAMPLE_QUERY, 1);
  const [other] = index.of(species).startingWith("", 1);
  const query = known === undefined ? fold(other?.label ?? "") : EXAMPLE_QUERY;
  return `/gene_suggest/?species=${quotable(species.name)}&query=${quotable(query)}`;
}

/** A text encoded for a URL that stands between single quotes in a shell. */
function quotable(text: string): string {
  return encodeURIComponent(text).replaceAll("'", "%27");
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
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
