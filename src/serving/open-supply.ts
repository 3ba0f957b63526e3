import { existsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { AssemblError, UsageError } from "../errors.ts";
import type { Feed } from "../feeds/feed.ts";
import { DEFAULT_INDEX, followIndex } from "../feeds/locations.ts";
import { runSubprogram } from "../feeds/subprogram.ts";
import type { Log } from "../log.ts";
import type { Vitals } from "../metrics/vitals.ts";
import type { ServerState } from "../server/state.ts";
import type { Settings, SettingsIn } from "../settings.ts";
import { Generations } from "../store/generations.ts";
import { IndexSupply, type ServeIndex } from "./index-supply.ts";
import { LiveSupply } from "./live-supply.ts";
import { ownProgram } from "./own-program.ts";
import type { Supply } from "./supply.ts";

/** Whether every request asks the database; else there is an index. */
export function isLive({ caching, index }: Pick<Settings, "caching" | "index">): boolean {
  return !caching && index === null;
}

/**
 * INDEX where it is set, else DATABASE_URL, else the index that lies here.
 *
 * What only some servers need is loaded where it is needed, as a server holds for good what it has loaded.
 *
 * @param serve has an index answer requests
 * @throws AssemblError where there is none of them, or it cannot be used
 */
export async function openIndexSupply(
  settings: SettingsIn<"supply">,
  serve: ServeIndex,
  log: Log,
  vitals: Vitals,
): Promise<Supply> {
  if (!settings.caching)
    log.warn("AGGRESSIVE_CACHING off has no effect", { reason: "INDEX is set" });
  const generations = await Generations.open({
    folders: settings.stateDir === null ? stateFolders() : [settings.stateDir],
    keep: settings.keepGenerations,
    warn: (event, folder, why) => log.warn(event, { folder, reason: why }),
    verifyElsewhere: (path) => runSubprogram([...ownProgram(), "verify", path]),
  });
  return new IndexSupply(await openFeed(settings, generations, log), serve, log, vitals);
}

/** The database itself, asked for every request. @throws AssemblError where none is named */
export async function openLive(
  databaseUrl: string | null,
  state: ServerState,
  log: Log,
): Promise<Supply> {
  if (databaseUrl === null) {
    throw new UsageError(
      "AGGRESSIVE_CACHING is off and there is no database to ask",
      "set DATABASE_URL, or leave AGGRESSIVE_CACHING on",
    );
  }
  const { openLiveCatalogue } = await import("../live/live-catalogue.ts");
  return new LiveSupply(openLiveCatalogue(databaseUrl, log), state);
}

async function openFeed(
  { index, indexRefresh, databaseUrl }: SettingsIn<"supply">,
  generations: Generations,
  log: Log,
): Promise<Feed> {
  const options = { refreshMs: indexRefresh, generations, log };
  if (index !== null) return followIndex(index, options);
  if (databaseUrl !== null) {
    const { DatabaseFeed } = await import("../feeds/database-feed.ts");
    return new DatabaseFeed({ databaseUrl, program: ownProgram(), generations, log });
  }
  if (existsSync(DEFAULT_INDEX)) return followIndex(DEFAULT_INDEX, options);
  throw new AssemblError(
    `there is nothing to answer from: neither INDEX nor DATABASE_URL is set, and there is no ./${DEFAULT_INDEX}`,
    "give --index PATH or URL, or --database-url URL, or build an index with `assembl build`",
  );
}

/** Where private copies go where nothing else is said, best first. */
function stateFolders(): string[] {
  const user = process.getuid?.() ?? "user";
  return [join(homedir(), ".cache", "assembl"), join(tmpdir(), `assembl-${user}`)];
}
