import type { Log } from "../log.ts";
import type { Front } from "../server/front.ts";
import { OwnProcess } from "../server/own-process.ts";
import type { ServerState } from "../server/state.ts";
import type { Settings } from "../settings.ts";
import type { WorkerSettings } from "../workers/messages.ts";
import { ownProgram } from "./own-program.ts";

/** What takes requests: this process, or as many workers as WORKERS says. */
export async function openFront(
  settings: WorkerSettings & Pick<Settings, "workers">,
  state: ServerState,
  log: Log,
): Promise<Front> {
  const { workers } = settings;
  if (workers === 1) return new OwnProcess(settings, state, log);
  const { WorkerPool } = await import("../workers/worker-pool.ts");
  return new WorkerPool({ workers, settings, program: ownProgram(), log });
}
