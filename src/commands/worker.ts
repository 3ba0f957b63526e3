import { command } from "../cli/command.ts";
import { isLive, openLive } from "../serving/supply.ts";

export const worker = command({
  name: "worker",
  isInternal: true,
  summary: "answer look-ups as one of several processes; `assembl serve --workers N` runs it",
  operands: "",
  operandCount: [0, 0],
  options: {},
  settings: [],
  example: "assembl serve --workers 4",
  async run() {
    // Loaded only here, as a server of one process does not need it.
    const { runWorker } = await import("../serving/workers/worker.ts");
    return runWorker(async (settings, state, log) =>
      isLive(settings) ? openLive(settings.databaseUrl, state, log) : null,
    );
  },
});
