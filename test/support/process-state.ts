/** What Linux tells of a process that runs. */

import { readdir, readFile } from "node:fs/promises";

const BYTES_A_KB = 1024;

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
