import { Random } from "./random.ts";

/** Something that goes wrong around Assembl, and how to make it do so. */
export interface Fault {
  name: string;
  /** How often it is tried, in the short form and in the long one. */
  times: Record<Form, number>;
  /** It waits for half a minute and does little else, so that others are tried meanwhile. */
  isPatient?: boolean;
  /** A known defect that is not mended yet: tried in the long form, and where it is asked for by name. */
  isOpen?: boolean;
  /** Tries it, and tells the trial what came of it. What it throws counts as a failure too. */
  run(trial: Trial): Promise<void>;
}

export type Form = "short" | "long";

/** Of what went wrong so much is told. */
const TOLD = 5;
const LONGEST_TOLD = 700;

/** What becomes of one fault. */
export class Trial {
  /** How often it was tried. */
  tried = 0;
  /** Requests that were sent meanwhile, those included that are the fault. */
  sent = 0;
  /** Requests without an answer, or with one that says no, where the fault does not excuse it. */
  failed = 0;
  /** Answers that are not what the reference says, and whatever else must not be. */
  wrong = 0;
  /** The first of both. */
  readonly told: string[] = [];
  /** Figures worth knowing, whatever came of it. */
  readonly notes: string[] = [];
  readonly random: Random;
  readonly times: number;

  constructor(
    fault: Fault,
    readonly seed: number,
    readonly form: Form,
    /** The command line of the program that attacks are made on. */
    readonly program: readonly string[],
  ) {
    this.random = new Random(seed);
    this.times = fault.times[form];
  }

  get isGood(): boolean {
    return this.failed === 0 && this.wrong === 0;
  }

  note(figure: string): void {
    this.notes.push(figure);
  }

  fail(what: string, times = 1): void {
    this.failed += times;
    this.#tell(`failed: ${what}`);
  }

  mistake(what: string, times = 1): void {
    this.wrong += times;
    this.#tell(`wrong: ${what}`);
  }

  /** A mistake where two things are not equal. */
  compare(what: string, found: unknown, wanted: unknown): void {
    if (Bun.deepEquals(found, wanted)) return;
    this.mistake(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  }

  #tell(what: string): void {
    if (this.told.length < TOLD) this.told.push(what.slice(0, LONGEST_TOLD));
  }
}
