/** Information about running processes, from Linux' /proc. */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const BYTES_A_KB = 1024;
/** The unit of times in /proc/PID/stat; the same on every Linux that Bun runs on. */
const TICKS_A_SECOND = 100;
/** Positions of user and system time among the fields of /proc/PID/stat that follow the program's name. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;
/** A state in /proc/net/tcp, which also lists connections that were closed in the last minute. */
const ESTABLISHED = "01";

export function runningProcesses(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

export function isRunning(pid: number): boolean {
  return runningProcesses().includes(pid);
}

/** The program and its arguments; empty if the process has ended. */
export function commandLine(pid: number): string[] {
  return (ifRunning(() => text(pid, "cmdline")) ?? "").split("\0").slice(0, -1);
}

/** The running processes that a process has started. */
export function childrenOf(pid: number): number[] {
  const threads = ifRunning(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  return threads.flatMap((thread) => {
    const children = ifRunning(() => text(pid, `task/${thread}/children`)) ?? "";
    return children.split(" ").filter(Boolean).map(Number);
  });
}

/** A process and all its descendants; parents come before their children. */
export function processTree(ancestor: number): number[] {
  const tree = [ancestor];
  for (const pid of tree) tree.push(...childrenOf(pid));
  return tree;
}

/** Kills a process and all its descendants. */
export function killTree(ancestor: number): void {
  for (const pid of processTree(ancestor)) ifRunning(() => process.kill(pid, "SIGKILL"));
}

/** Whether a process runs an executable, whatever its root directory is. */
export function runs(pid: number, executable: string): boolean {
  return ifRunning(() => readlinkSync(`/proc/${pid}/exe`).endsWith(executable)) ?? false;
}

/** The user that a process acts as. */
export function effectiveUser(pid: number): number {
  return Number(/^Uid:\s+\d+\s+(\d+)/m.exec(text(pid, "status"))![1]);
}

/** User and system time so far. */
export function cpuMicroseconds(pid: number): number {
  const stat = text(pid, "stat");
  // The program's name may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]);
  return (ticks / TICKS_A_SECOND) * 1e6;
}

/** Memory of the process that is not backed by a file. */
export function anonymousBytes(pid: number): number {
  return bytesIn(text(pid, "smaps_rollup"), "Anonymous");
}

/** The same as the kernel keeps count of it, which delays the process less; 0 if it has ended. */
export function countedBytes(pid: number): number {
  const status = ifRunning(() => text(pid, "status"));
  return status?.includes("RssAnon") ? bytesIn(status, "RssAnon") : 0;
}

/** The process's peak memory so far; null if it has ended. */
export function peakBytes(pid: number): number | null {
  const status = ifRunning(() => text(pid, "status"));
  // A zombie has no memory any more.
  return status?.includes("VmHWM") ? bytesIn(status, "VmHWM") : null;
}

/** The files below a folder that the process has mapped, including deleted ones; a file mapped twice is listed twice. */
export function mappedFiles(pid: number, folder: string): string[] {
  const lines = text(pid, "maps").split("\n");
  return lines.map((line) => line.slice(line.indexOf("/"))).filter((p) => p.startsWith(folder));
}

/**
 * Memory of the mapped files below a folder: the process's share (`Pss`), where pages that several processes have mapped
 * are divided among them, or its private copies of pages (`Anonymous`).
 */
export function mappedBytes(pid: number, folder: string, figure: "Pss" | "Anonymous"): number {
  const regions = text(pid, "smaps").split(/^(?=[\da-f]+-[\da-f]+ )/m);
  return regions
    .filter((region) => region.split("\n", 1)[0]!.includes(folder))
    .reduce((sum, region) => sum + bytesIn(region, figure), 0);
}

/** Number of open files, connections and pipes. */
export function openDescriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Number of connections from this machine to a port that the connecting end has not closed. */
export function connectionsTo(port: number): number {
  // A closed socket is listed without an inode until the other end is closed too.
  return socketsTo(port).filter(({ inode }) => inode !== "0").length;
}

/** The process, among these, that has the other end of a connection from a local port; null if none has. */
export function holderOf(localPort: number, pids: readonly number[]): number | null {
  // There are several if connections to several servers share the port.
  const peers = socketsTo(localPort).filter(({ state }) => state === ESTABLISHED);
  const sockets = peers.map(({ inode }) => `socket:[${inode}]`);
  const holds = (pid: number) =>
    readdirSync(`/proc/${pid}/fd`).some((name) =>
      sockets.includes(ifRunning(() => readlinkSync(`/proc/${pid}/fd/${name}`)) ?? ""),
    );
  return pids.find(holds) ?? null;
}

/** The TCP sockets whose peers have a port. */
function socketsTo(port: number): { state: string; inode: string }[] {
  const peer = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const [, ...lines] = readFileSync("/proc/net/tcp", "utf8").trimEnd().split("\n");
  const fields = lines.map((line) => line.trim().split(/ +/));
  return fields
    .filter(([, , remote]) => remote!.endsWith(peer))
    .map((field) => ({ state: field[3]!, inode: field[9]! }));
}

function text(pid: number, file: string): string {
  return readFileSync(`/proc/${pid}/${file}`, "utf8");
}

function bytesIn(figures: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(figures)![1]) * BYTES_A_KB;
}

/** The result of looking at a process; undefined if the process, or what was looked at, is gone. */
function ifRunning<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
