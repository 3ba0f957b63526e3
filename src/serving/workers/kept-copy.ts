import { existsSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { FOR_OWNER, replaceFile } from "../../store/atomic-write.ts";
import { makePrivateFolder } from "../../store/private-folder.ts";

/** The copy that workers map, kept open so that workers that start later find it even if the file was removed. */
export class KeptCopy {
  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async open(path: string): Promise<KeptCopy> {
    return new KeptCopy(path, await open(path, "r"));
  }

  /** Writes the file again if it is missing. @throws Error if it cannot be written */
  async restore(): Promise<void> {
    if (existsSync(this.path)) return;
    const { size } = await this.file.stat();
    const bytes = Buffer.alloc(size);
    await this.file.read(bytes, 0, size, 0);
    await makePrivateFolder(dirname(this.path));
    await replaceFile(this.path, [bytes], { mode: FOR_OWNER });
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
