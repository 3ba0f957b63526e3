import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { AssemblError } from "../errors.ts";
import type { Log } from "../log.ts";
import { describeDatabase, parseDatabaseUrl } from "../sources/mysql/database-url.ts";
import type { Generations, PrivateIndex } from "../store/generations.ts";
import { makePrivateFolder } from "../store/private-folder.ts";
import { UntrustedFile } from "../store/untrusted-file.ts";
import type { Feed } from "./feed.ts";
import { runSubprogram } from "./subprogram.ts";

/** What a feed that builds from a database needs. */
export interface DatabaseFeedOptions {
  databaseUrl: string;
  /** The Ensembl release of which all core databases are read; null for what the URL names. */
  release: number | null;
  /** The command line of this program, without a command. */
  program: readonly string[];
  /** Where the index is kept. */
  generations: Generations;
  log: Log;
}

/**
 * The index of a database, built each time that it is brought.
 *
 * Another process builds it, as that takes 400 MB and keeps a processor busy for seconds. It is written where the next
 * start finds it.
 */
export class DatabaseFeed implements Feed {
  readonly isAtHand = false;
  readonly name: string;
  readonly #output: string;
  readonly #stopping = new AbortController();

  /** @throws AssemblError if the URL is malformed, or there is no folder to build in */
  constructor(private readonly options: DatabaseFeedOptions) {
    const { databaseUrl, release } = options;
    const database = parseDatabaseUrl(databaseUrl, release === null ? "database" : "server");
    this.name = describeDatabase(database) + (release === null ? "" : ` release ${release}`);
    const output = options.generations.pathOf(`database-${Bun.hash(this.name).toString(16)}`);
    if (output === null) {
      throw new AssemblError(
        "there is no folder to build an index in",
        "set STATE_DIR to one that this user may write to",
      );
    }
    this.#output = output;
  }

  async recall(): Promise<PrivateIndex | null> {
    if (!existsSync(this.#output)) return null;
    return this.#adopt().catch(() => null);
  }

  async bring(): Promise<PrivateIndex> {
    await this.#run();
    return this.#adopt();
  }

  /** A database does not announce changes; a SIGHUP makes the server build again. */
  follow(): void {}

  stop(): void {
    this.#stopping.abort();
  }

  #adopt(): Promise<PrivateIndex> {
    return this.options.generations.adopt(new UntrustedFile(this.#output));
  }

  async #run(): Promise<void> {
    const { program, databaseUrl, release, log } = this.options;
    await makePrivateFolder(dirname(this.#output));
    if (this.#stopping.signal.aborted)
      throw new AssemblError("the server is stopping", "start it again");
    const report = await runSubprogram([...program, "build", "--output", this.#output, "--json"], {
      // Not on the command line, where other users could read the password.
      environment: {
        DATABASE_URL: databaseUrl,
        ...(release !== null && { RELEASE: String(release) }),
      },
      signal: this.#stopping.signal,
      progress: (progress) => log.info("building", { progress }),
    });
    const { generation, unchanged, species, labels, genes } = JSON.parse(report);
    log.info("built", { generation, unchanged, species, labels, genes });
  }
}
