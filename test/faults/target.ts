/** The server that faults are tried on, and the clients that use it at the same time. */

import { writeFile } from "node:fs/promises";
import { Connection } from "../support/clients/connection.ts";
import { ConstantLoad, type Expected } from "../support/clients/constant-load.ts";
import { GENES } from "../support/data/genes.ts";
import type { Row } from "../support/data/rows.ts";
import { compileRows, fileOf } from "../support/indexes/compiled.ts";
import {
  type ServeOptions,
  type ServerProcess,
  serveIndex,
} from "../support/processes/server-process.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { Reference } from "./requests/expected.ts";
import type { Fault, Form, Trial } from "./trial.ts";

const WITNESSES = 4;

/** Genes with all kinds of names, aliases and ids; few, because the reference looks at all of them for every request. */
export const ROWS: readonly Row[] = [
  ...GENES,
  ["homo_sapiens", "TP53", "ENSG00000141510.18", "17:7661779-7687538", "core", null, "p53|LFS1"],
  ["homo_sapiens", "NKX2-5", "ENSG00000183072", "5:173232109-173235311", "core", null, "CSX1"],
  ["homo_sapiens", "ΟΔΟΣ", null, "nowhere", null],
  ["homo_sapiens", "__proto__", "ENSG00000000001", "1:1-2", "core"],
  ["homo_sapiens", "constructor", "ENSG00000000002", "1:3-4", "core"],
  ["mus_musculus", "Brca2", "ENSMUSG00000041147", "5:150446095-150493794", "core", null, "FANCD1"],
  ["mus_musculus", "Trp53", "ENSMUSG00000059552", "11:69471185-69482699", "core", null, "p53"],
  ["danio_rerio", "si:ch211-1a2.3", "ENSDARG00000000103", "2:10-20", "core"],
];

export const REFERENCE = new Reference(ROWS);

/** What the witnesses ask for. */
const WITNESSED = ["homo_sapiens", "mus_musculus", "homo_sapiens,danio_rerio"].flatMap((species) =>
  ["brc", "brca1", "p53", "nkx25", "hla", "pcn", "tbx", "zzz"].map(
    (query) => `/gene_suggest/?species=${species}&query=${query}`,
  ),
);

/** A server of ROWS in a process of its own, and witnesses: clients that keep asking it. */
export class Target implements AsyncDisposable {
  private constructor(
    readonly dir: TempDir,
    readonly server: ServerProcess,
    readonly witnesses: ConstantLoad,
  ) {}

  static async start(options: Partial<ServeOptions> = {}): Promise<Target> {
    const dir = await tempDir();
    const index = dir.join("index");
    await writeFile(index, fileOf(compileRows(ROWS)));
    const server = await serveIndex(dir, { index, ...options });
    const witnesses = new ConstantLoad(server.url, WITNESSES, WITNESSED, await answersOf(server));
    return new Target(dir, server, witnesses);
  }

  get url(): string {
    return this.server.url;
  }

  /** Ends the witnesses, and reports to a trial what they have seen and what the server has logged as a warning. */
  async conclude(trial: Trial, { warnings = [] as readonly string[] } = {}): Promise<void> {
    await this.witnesses.stop();
    trial.sent += this.witnesses.answered + this.witnesses.failed.length;
    for (const failure of this.witnesses.failed) trial.fail(`a witness: ${failure}`);
    for (const mixed of this.witnesses.mixed) trial.mistake(`a witness: ${mixed}`);
    if (this.witnesses.answered === 0) trial.mistake("no witness has asked anything");
    trial.compare("warnings", [...new Set(this.server.warnings())], warnings);
    // The server still answers.
    trial.compare("its last answer", await this.server.labels("brc"), ["BRCA1", "BRCA2", "BRCC3"]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.witnesses.stop();
    await this.server[Symbol.asyncDispose]();
    await this.dir[Symbol.asyncDispose]();
  }
}

/** The correct answers to what the witnesses ask for. */
async function answersOf(server: ServerProcess): Promise<Expected> {
  using connection = await Connection.open(server.url);
  const { tag } = await connection.ask(WITNESSED[0]!);
  const answers = WITNESSED.map((target): [string, string] => {
    const query = new URLSearchParams(target.slice(target.indexOf("?")));
    return [target, JSON.stringify(REFERENCE.geneSuggest(query).json)];
  });
  return new Map([[tag, new Map(answers)]]);
}

/** A fault of clients: their server must withstand it, and answer the witnesses as always. */
export function clientFault(
  name: string,
  times: Record<Form, number>,
  attack: (trial: Trial, target: Target) => Promise<void>,
): Fault {
  return {
    name,
    times,
    async run(trial) {
      await using target = await Target.start();
      await attack(trial, target);
      await target.conclude(trial);
    },
  };
}
