import { IndexError } from "../errors.ts";

/** The error for gene columns that no builder wrote; `how` continues "the index's genes …". */
export function damagedGenes(how: string): IndexError {
  return new IndexError("genes", `the index's genes ${how}`);
}
