import { LineReader } from "./lines.ts";
import { openTextFile } from "./text-file.ts";

/**
 * Reads names, one per line, without blank lines.
 *
 * @param path `-` is standard input
 * @throws SourceError if the file cannot be read or is not text
 */
export async function readNameList(path: string): Promise<string[]> {
  const remedy = "give a file with one name per line, or no file to read standard input";
  const { name, chunks } = await openTextFile(path, remedy);
  const names: string[] = [];
  const lines = new LineReader(name, (line) => {
    if (line.trim() !== "") names.push(line);
  });
  for await (const chunk of chunks) lines.push(chunk);
  lines.end();
  return names;
}
