/** What Linux tells of a process that runs. */

import { readdir, readFile, readlink } from "node:fs/promises";

const BYTES_A_KB = 1024;
/** As /proc/net/tcp writes it; of connections that are over it tells for a minute. */
const ESTABLISHED = "01";

/** Memory that is the process's own and no page of a file. */
export async function anonymousBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Anonymous:\s+(\d+) kB$/m.exec(text)![1]) * BYTES_A_KB;
}

/** The files below a folder that the process has mapped, deleted ones included; one mapped twice stands twice. */
export async function mappedFiles(pid: number, folder: string): Promise<string[]> {
  const lines = (await readFile(`/proc/${pid}/maps`, "utf8")).split("\n");
  return lines.map((line) => line.slice(line.indexOf("/"))).filter((p) => p.startsWith(folder));
}

/** What the process has open: files, connections, pipes. */
export async function openDescriptors(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

/** The processes that a process has started and that run. */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim().split(" ").filter(Boolean).map(Number);
}

/** Bytes of a process's mapped files below a folder that are a copy of its own, and not shared. */
export async function privateFileBytes(pid: number, folder: string): Promise<number> {
  const regions = (await readFile(`/proc/${pid}/smaps`, "utf8")).split(/^(?=[\da-f]+-[\da-f]+ )/m);
  const ours = regions.filter((region) => region.split("\n", 1)[0]!.includes(folder));
  const anonymous = ours.map((region) => Number(/^Anonymous:\s+(\d+) kB$/m.exec(region)![1]));
  return anonymous.reduce((sum, kilobytes) => sum + kilobytes, 0) * BYTES_A_KB;
}

/** Which of some processes holds the other end of a connection from a port of this machine. */
export async function holderOf(localPort: number, pids: readonly number[]): Promise<number | null> {
  const sockets = (await inodesOfPeers(localPort)).map((inode) => `socket:[${inode}]`);
  for (const pid of pids) {
    const folder = `/proc/${pid}/fd`;
    for (const name of await readdir(folder)) {
      const target = await readlink(`${folder}/${name}`).catch(() => "");
      if (sockets.includes(target)) return pid;
    }
  }
  return null;
}

/**
 * The sockets whose peers have this port, of connections over 127.0.0.1 that stand: several where the port is one of
 * connections to several servers.
 */
async function inodesOfPeers(port: number): Promise<string[]> {
  const peer = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = (await readFile("/proc/net/tcp", "utf8")).split("\n");
  const fields = lines.map((line) => line.trim().split(/ +/));
  const standing = fields.filter(
    ([, , remote, state]) => remote?.endsWith(peer) && state === ESTABLISHED,
  );
  return standing.map((field) => field[9]!);
}
