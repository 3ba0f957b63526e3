import type { Log } from "../log.ts";
import { clientAddressBehind } from "../server/client-address.ts";
import type { ServerState } from "../server/state.ts";
import type { ServerSettings } from "../settings.ts";
import type { Front } from "./front.ts";
import { OwnProcess } from "./own-process.ts";
import { ownProgram } from "./own-program.ts";

/** What takes requests: this process, or as many workers as WORKERS says. */
export async function openFront(
  settings: ServerSettings,
  state: ServerState,
  log: Log,
): Promise<Front> {
  const { workers, trustedProxies } = settings;
  // For workers too, so that a list that cannot be read is told before one is started.
  const clientAddress = await clientAddressBehind(trustedProxies);
  if (workers === 1) return new OwnProcess(settings, state, clientAddress, log);
  const { WorkerPool } = await import("./workers/worker-pool.ts");
  return new WorkerPool({ workers, settings, program: ownProgram(), log, vitals: state.vitals });
}
