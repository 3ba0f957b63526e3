import { fullGC } from "bun:jsc";
import type { Awaitable } from "../lookup/catalogue.ts";
import { IndexCatalogue } from "../lookup/index-catalogue.ts";
import type { OpenIndex } from "../lookup/open-index.ts";
import { countsOf, expose } from "../metrics/exposition.ts";
import { RequestCounts } from "../metrics/request-counts.ts";
import { Vitals } from "../metrics/vitals.ts";
import { Admission } from "./admission.ts";
import { Bodies } from "./body.ts";
import { notReady } from "./problem.ts";
import { type AnswerSettings, Served } from "./served.ts";

/** What all requests share; the data change under them, and one request sees one state of them. */
export class ServerState {
  served: Served | null = null;
  /** Why there is nothing to answer from. */
  waitingFor = "no index yet";
  /** A stop was asked for: what runs is finished, and load balancers are told to go elsewhere. */
  draining = false;
  /** Requests that were taken and are not done with: whoever takes them says how many. */
  inHand = (): number => 0;
  readonly bodies = new Bodies();
  readonly admission = new Admission(() => this.inHand() - this.bodies.comingIn);

  readonly counts = new RequestCounts();
  readonly vitals = new Vitals();
  /** What `/metrics` answers: of this process, or of all that share its port. */
  metrics: () => Awaitable<string> = () => expose(this.vitals, [countsOf(this.counts.snapshot())]);

  constructor(readonly settings: AnswerSettings) {}

  /** What to answer from. @throws Problem 503 where there is nothing */
  requireServed(): Served {
    if (this.served === null) throw notReady(this.waitingFor);
    return this.served;
  }

  /** Answers from an index in the place of what there was. */
  serve(index: OpenIndex): void {
    const isFirst = this.served === null;
    this.served = new Served(new IndexCatalogue(index), this.settings);
    // Unmaps the one before. To do so later takes longer: beside other work, or after its file was removed, as then
    // the file itself goes with the mapping.
    if (!isFirst) fullGC();
  }
}
