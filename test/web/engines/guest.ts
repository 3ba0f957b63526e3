/** The element as a guest on a page of another site, in whichever engine. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout } from "bun:test";
import type { GeneSuggestElement } from "../../../src/web/element/gene-suggest.ts";
import { ENGINES, type Engine, startEngines } from "../../support/browser/engines.ts";
import { pageWith, type SiteFile, serveSite } from "../../support/browser/site.ts";
import type { Row } from "../../support/data/rows.ts";
import { serveRows, type TestServer } from "../../support/servers/served.ts";
import { untilPasses } from "../../support/until.ts";

/** What a person, or a screen reader, is told by the element. */
export interface Shown {
  /** The element's value, and the text in its field. */
  value: string;
  text: string;
  /** The labels that the open list shows. */
  labels: string[];
  selected: string | null;
  /** The message that is open. */
  message: string | null;
  heard: string;
  isBusy: boolean;
  /** The label of the gene that was chosen. */
  gene: string | null;
  /** The chips of a list: names that are no genes have a question mark, those that are not known to be one dots. */
  chips: string[];
  /** The id of the element that has the focus, in whichever tree; else its name. */
  focus: string;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What pages of the tests have beside the element. */
interface Probe {
  shown(): Shown;
  /** What is shown once it has these values, or else a second later. */
  settled(wanted: Partial<Shown>): Promise<Shown>;
  box(of: string): Box;
  element(): GeneSuggestElement;
  events: string[];
  warnings: string[];
  wrong: string[];
  /** Timers of the page wait from now on until they are let go. */
  holdTimers(): void;
  /** What the waiting ones wait for, in milliseconds. */
  timers(): number[];
  /** Ends the wait of all that wait. */
  runTimers(): void;
  freeTimers(): void;
}

declare global {
  var probe: Probe;
}

/** Is the first script of every page. */
const PROBE: SiteFile = [
  "text/javascript",
  `const wrong = [], warnings = [], events = [];
addEventListener("error", ({ message }) => wrong.push(message));
addEventListener("unhandledrejection", ({ reason }) => wrong.push(String(reason)));
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  // Browsers look for an icon by themselves.
  if (!blockedURI.endsWith("/favicon.ico")) wrong.push(violatedDirective + " " + blockedURI);
});
const warn = console.warn;
console.warn = (...words) => (warnings.push(words.join(" ")), warn(...words));
for (const name of ["input", "change", "gene-choose", "gene-answer", "gene-error", "gene-resolve", "submit"]) {
  document.addEventListener(name, () => events.push(name));
}
const trees = (root) =>
  [root, ...Array.from(root.querySelectorAll("*"), ({ shadowRoot }) => shadowRoot).filter(Boolean).flatMap(trees)];
const find = (selector) =>
  trees(document).map((root) => root.querySelector(selector)).find(Boolean);
const isSeen = (node) =>
  node.checkVisibility({ visibilityProperty: true }) && node.getBoundingClientRect().height > 0;
const labelOf = (option) => option?.querySelector(".label").textContent ?? null;
const { setTimeout: set, clearTimeout: clear } = globalThis;
const held = new Map();
globalThis.probe = {
  wrong, warnings, events,
  holdTimers() {
    let last = 1e9;
    // WebKitWebDriver has timers of its own in the page.
    globalThis.setTimeout = (run, ms) =>
      ms >= 30_000 ? set(run, ms) : (held.set(++last, { run, ms }), last);
    globalThis.clearTimeout = (id) => held.delete(id) || clear(id);
  },
  timers: () => Array.from(held.values(), ({ ms }) => Math.round(ms)),
  runTimers() {
    const timers = [...held.values()];
    held.clear();
    for (const { run } of timers) run();
  },
  freeTimers() {
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    this.runTimers();
  },
  element: () => find("gene-suggest"),
  settled: (wanted) =>
    new Promise((resolve) => {
      const end = performance.now() + 1000;
      const look = () => {
        const shown = probe.shown();
        const isSo = Object.entries(wanted).every(
          ([name, value]) => JSON.stringify(shown[name]) === JSON.stringify(value),
        );
        if (isSo || performance.now() > end) resolve(shown);
        else requestAnimationFrame(look);
      };
      look();
    }),
  box: (of) => find(of).getBoundingClientRect().toJSON(),
  shown() {
    const element = find("gene-suggest");
    const root = element.shadowRoot;
    const options = Array.from(root.querySelectorAll('[role="option"]')).filter(isSeen);
    const message = Array.from(root.querySelectorAll("p")).find(isSeen);
    let focus = document.activeElement;
    while (focus?.shadowRoot?.activeElement && focus !== element) focus = focus.shadowRoot.activeElement;
    return {
      value: element.value,
      text: root.querySelector("input").value,
      labels: options.map(labelOf),
      selected: labelOf(options.find(({ ariaSelected }) => ariaSelected === "true")),
      message: message?.textContent ?? null,
      heard: root.querySelector('[role="status"]').textContent,
      isBusy: root.querySelector('[aria-busy="true"]') !== null,
      gene: element.gene?.label ?? null,
      chips: Array.from(root.querySelectorAll(".chip"), ({ firstChild, classList }) => {
        const mark = classList.contains("unknown") ? "?" : classList.contains("pending") ? "…" : "";
        return firstChild.textContent + mark;
      }),
      focus: focus === null ? "" : focus.id || focus.localName,
    };
  },
};`,
];

/** A server of ours, as a page of another site reaches it; tests may answer in its place. */
export class Gate implements AsyncDisposable {
  /** What was asked so far. */
  readonly asked: URL[] = [];
  /** Answers in the place of the server, where it returns anything. */
  intercept: (url: URL) => Promise<Response | undefined> | Response | undefined = () => undefined;
  #proxy: Bun.Server<undefined> | undefined;
  #port = 0;

  constructor(private readonly server: string) {
    this.open();
  }

  /** Listens, again on the port of the first time. */
  open(): void {
    this.#proxy = Bun.serve({
      hostname: "127.0.0.1",
      port: this.#port,
      fetch: async (request) => {
        const url = new URL(request.url);
        if (request.method !== "OPTIONS") this.asked.push(url);
        const { method, headers } = request;
        const body = method === "POST" ? await request.text() : null;
        const forward = () =>
          fetch(this.server + url.pathname + url.search, { method, headers, body });
        return (await this.intercept(url)) ?? forward();
      },
    });
    this.#port = this.#proxy.port!;
  }

  /** Breaks all connections; new ones are refused. */
  async close(): Promise<void> {
    await this.#proxy?.stop(true);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The queries of the element, in their order. */
  get queries(): string[] {
    const suggest = this.asked.filter(({ pathname }) => pathname === "/v1/suggest");
    return suggest.map(({ searchParams }) => searchParams.get("query")!);
  }

  /** Holds answers to a query back; they are given once the function is called. */
  hold(query: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.intercept;
    this.intercept = async (url) => {
      if (url.searchParams.get("query") === query) await promise;
      return before(url);
    };
    return resolve;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export interface GuestOptions {
  /** Address of another server than that of the tests. */
  from?: string;
  /** What stands in the page's head. */
  head?: string;
  files?: Readonly<Record<string, string | SiteFile>>;
  policy?: string;
  size?: readonly [width: number, height: number];
  /** What the site says of keeping its pages. */
  caching?: string;
  /** Runs where the gate may be told how to answer, before the page is opened. */
  before?: (gate: Gate) => void;
}

export class Guest implements AsyncDisposable {
  constructor(
    readonly engine: Engine,
    readonly gate: Gate,
    readonly site: AsyncDisposable & { url: string },
  ) {}

  /** The value of a function that runs in the page. */
  async evaluate<T, A extends unknown[]>(
    run: (...given: A) => T,
    ...given: A
  ): Promise<Awaited<T>> {
    const call = `(${run})(...${JSON.stringify(given)})`;
    return (await this.engine.run(call)) as Awaited<T>;
  }

  shown(): Promise<Shown> {
    return this.evaluate(() => probe.shown());
  }

  /** Waits until the element shows this. */
  async shows(wanted: Partial<Shown>): Promise<void> {
    await untilPasses(async () => {
      const shown = await this.evaluate((given: Partial<Shown>) => probe.settled(given), wanted);
      expect(shown).toMatchObject(wanted);
    });
  }

  /** Waits until the page is the one whose address has this query string. */
  async arrives(search: string): Promise<void> {
    await untilPasses(async () => {
      const page = () => ["probe" in globalThis, location.search] as const;
      expect(await this.evaluate(page)).toEqual([true, search]);
    });
  }

  async focus(): Promise<void> {
    await this.evaluate(() => probe.element().focus());
  }

  press(...keys: string[]): Promise<void> {
    return this.engine.press(...keys);
  }

  /** Goes to the field, and types. */
  async type(text: string): Promise<void> {
    await this.focus();
    await this.press(...text);
  }

  /** Types without a pause between the letters, however slow the machine. */
  async typeAtOnce(text: string): Promise<void> {
    await this.evaluate(() => probe.holdTimers());
    await this.type(text);
    await this.evaluate(() => probe.freeTimers());
  }

  /** Of what a selector finds first, in whichever tree, in pixels of the viewport. */
  box(selector: string): Promise<Box> {
    return this.evaluate((of: string) => probe.box(of), selector);
  }

  async click(selector: string): Promise<void> {
    const { left, right, top, bottom } = await this.box(selector);
    await this.engine.click((left + right) / 2, (top + bottom) / 2);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const wrong = await this.evaluate(() => probe.wrong);
    await this.gate[Symbol.asyncDispose]();
    await this.site[Symbol.asyncDispose]();
    expect(wrong).toEqual([]);
  }
}

export const ELEMENT =
  '<label for="gene">Gene</label> <gene-suggest id="gene" name="gene" species="homo_sapiens"></gene-suggest>';

/** What the tests of an engine share. */
export interface EngineTests {
  readonly name: string;
  readonly server: TestServer;
  /** There is one once tests run. */
  engine(): Engine;
  /** Opens a page with the element in its body, on an origin of its own, under a strict policy; nothing may break it. */
  open(body?: string, options?: GuestOptions): Promise<Guest>;
}

/** Runs the same tests in every engine, with a server of some rows. */
export function inEngines(rows: readonly Row[], tests: (at: EngineTests) => void): void {
  // Browsers have to start.
  setDefaultTimeout(120_000);
  const server = serveRows(rows);
  let engines: ReturnType<typeof startEngines>;
  beforeAll(() => {
    engines = startEngines();
  });
  afterAll(async () => {
    for (const name of ENGINES) await (await engines[name])[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  describe.each(ENGINES)("in %s,", (name) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await engines[name];
    });
    tests({
      name,
      server,
      engine: () => engine,
      open: (body, options) => openGuest(engine, server.url, body, options),
    });
  });
}

async function openGuest(
  engine: Engine,
  server: string,
  body: string = ELEMENT,
  {
    from = server,
    head = "",
    files = {},
    policy,
    size = [1280, 800],
    caching,
    before,
  }: GuestOptions = {},
): Promise<Guest> {
  const gate = new Gate(from);
  before?.(gate);
  const scripts = `<script src="/probe.js"></script>${head}<script type="module" src="${gate.url}/gene-suggest.js"></script>`;
  const pages = {
    "/": pageWith(body, scripts),
    "/sent": pageWith(ELEMENT, scripts),
    "/probe.js": PROBE,
    ...files,
  };
  const site = serveSite(gate.url, pages, policy, caching);
  await engine.resize(...size);
  await engine.goto(site.url);
  const guest = new Guest(engine, gate, site);
  await guest.evaluate(() => customElements.whenDefined("gene-suggest").then(() => true));
  return guest;
}
