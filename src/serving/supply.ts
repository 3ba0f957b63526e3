import { existsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { AssemblError, UsageError } from "../errors.ts";
import type { Feed } from "../feeds/feed.ts";
import { DEFAULT_INDEX, followIndex } from "../feeds/locations.ts";
import { ownProgram, runSubprogram } from "../feeds/subprogram.ts";
import type { Log } from "../log.ts";
import type { Vitals } from "../metrics/vitals.ts";
import type { ServerState } from "../server/state.ts";
import type { SettingsIn } from "../settings.ts";
import { Generations } from "../store/generations.ts";
import { IndexSupply, type ServeIndex } from "./index-supply.ts";
import { LiveSupply } from "./live-supply.ts";

/** How long the full check of an index may take; that of a GiB takes a minute. Milliseconds. */
const LONGEST_CHECK_MS = 30 * 60_000;

/** Keeps a server supplied with something to answer from. */
export interface Supply {
  /** Where the data come from, without a password. */
  readonly name: string;
  /** Serves what is available at once. @throws AssemblError if the server must not start without it */
  start(): Promise<void>;
  /** Serves what becomes available later. */
  follow(): void;
  /** Checks now whether there is something new. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

type SupplySettings = SettingsIn<"supply">;

/** Whether the database is asked for every request; otherwise requests are answered from an index. */
export function isLive({ caching, index }: Pick<SupplySettings, "caching" | "index">): boolean {
  return !caching && index === null;
}

/**
 * Supplies the index at INDEX if that is set, else one built from DATABASE_URL, else the default index.
 *
 * @param serve replaces the index that requests are answered from
 * @throws AssemblError if there is none of these, or it cannot be used
 */
export async function openIndexSupply(
  settings: SupplySettings,
  serve: ServeIndex,
  log: Log,
  vitals: Vitals,
): Promise<Supply> {
  if (!settings.caching) {
    log.warn("AGGRESSIVE_CACHING off has no effect", { reason: "INDEX is set" });
  }
  const generations = await Generations.open({
    folders: settings.stateDir === null ? stateFolders() : [settings.stateDir],
    keep: settings.keepGenerations,
    warn: (event, folder, why) => log.warn(event, { folder, reason: why }),
    verifyElsewhere: (index) => {
      const isFile = typeof index === "string";
      const command = [...ownProgram(), "verify", isFile ? index : "-"];
      const signal = AbortSignal.timeout(LONGEST_CHECK_MS);
      return runSubprogram(command, { signal, ...(!isFile && { input: index }) });
    },
  });
  return new IndexSupply(await openFeed(settings, generations, log), serve, log, vitals);
}

/** Answers from the database itself. @throws AssemblError where none is set */
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
  // Loaded when it is needed, as a server keeps everything that it has loaded.
  const { openLiveCatalogue } = await import("../live/live-catalogue.ts");
  return new LiveSupply(openLiveCatalogue(databaseUrl, log), state);
}

async function openFeed(
  { index, indexRefresh, databaseUrl, release }: SupplySettings,
  generations: Generations,
  log: Log,
): Promise<Feed> {
  const options = { refreshMs: indexRefresh, generations, log };
  if (index !== null) return followIndex(index, options);
  if (databaseUrl !== null) {
    const { DatabaseFeed } = await import("../feeds/database-feed.ts");
    return new DatabaseFeed({ databaseUrl, release, program: ownProgram(), generations, log });
  }
  if (existsSync(DEFAULT_INDEX)) return followIndex(DEFAULT_INDEX, options);
  throw new AssemblError(
    `there is nothing to answer from: neither INDEX nor DATABASE_URL is set, and there is no ./${DEFAULT_INDEX}`,
    "give --index PATH or URL, or --database-url URL, or build an index with `assembl build`",
  );
}

/** Folders for private copies of indexes where STATE_DIR is not set, the best first. */
function stateFolders(): string[] {
  const user = process.getuid?.() ?? "user";
  return [join(homedir(), ".cache", "assembl"), join(tmpdir(), `assembl-${user}`)];
}
