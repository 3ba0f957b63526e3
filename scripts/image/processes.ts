/** Looks at processes through /proc, because a program in a chroot is a process like any other. */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process and all that it started, the nearest first. */
export function processTree(ancestor: number): number[] {
  const parents = parentsById();
  const tree = [ancestor];
  for (const parent of tree) {
    for (const [pid, parentOfPid] of parents) {
      if (parentOfPid === parent) tree.push(pid);
    }
  }
  return tree;
}

/** Ends a process and all that it started, at once. */
export function killTree(ancestor: number): void {
  for (const pid of processTree(ancestor)) {
    ignoreEnded(() => process.kill(pid, "SIGKILL"));
  }
}

/** Whether a process runs the given executable, whatever its root is. */
export function runs(pid: number, executable: string): boolean {
  return ignoreEnded(() => readlinkSync(`/proc/${pid}/exe`).endsWith(executable)) ?? false;
}

/** The user that a process acts as. */
export function effectiveUser(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/^Uid:\s+\d+\s+(\d+)/m)![1]);
}

function parentsById(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = ignoreEnded(() => readFileSync(`/proc/${entry}/stat`, "utf8")) ?? "";
    // The name before the state may hold spaces and parentheses itself.
    const parent = stat.slice(stat.lastIndexOf(")")).match(/^\) \S (\d+)/)?.[1];
    if (parent) parents.set(Number(entry), Number(parent));
  }
  return parents;
}

/** A process may end between being listed and being looked at. */
function ignoreEnded<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
