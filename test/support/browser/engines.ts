/** Chromium, Firefox ESR and WebKitGTK from Debian's packages, driven alike. */

import type { Subprocess } from "bun";
import type { CDPSession, Page } from "playwright-core";
import { find, type Tool } from "../processes/debian.ts";
import { freePort } from "../servers/daemon.ts";
import { type TempDir, tempDir } from "../temp.ts";
import { BROWSER, launchBrowser } from "./browser-program.ts";

/** Debian's Firefox, or another one that this machine has. */
const FIREFOX = ["firefox-esr", "firefox"].find((name) => find(name) !== null) ?? "firefox-esr";

/** What brings the three of them, and a screen for WebKitGTK. */
export const ENGINE_TOOLS: Tool[] = [
  BROWSER,
  { program: FIREFOX, package: "firefox-esr" },
  { program: "WebKitWebDriver", package: "webkit2gtk-driver" },
  { program: "Xvfb", package: "xvfb" },
];

/** One tab of a browser. */
export interface Engine extends AsyncDisposable {
  goto(url: string): Promise<void>;
  back(): Promise<void>;
  /** Sets the size of the viewport in CSS pixels. */
  resize(width: number, height: number): Promise<void>;
  /** The value of an expression in the page, once it is settled. */
  run(expression: string): Promise<unknown>;
  /** Presses keys one after another, as they are named by KeyboardEvent.key: `a`, `Enter`, `Shift+Tab`. */
  press(...keys: string[]): Promise<void>;
  click(x: number, y: number): Promise<void>;
  /** Touches the screen, as far as the driver has fingers; else it is a click. */
  tap(x: number, y: number): Promise<void>;
  /** Types a text that is being composed: `u62`, which an input method will turn into `b`. */
  compose(text: string): Promise<void>;
  /** Presses a key that belongs to the input method, while it is composing. */
  pressComposing(key: string): Promise<void>;
  /** Ends the composition by Enter, with the text that it stands for. */
  commit(text: string): Promise<void>;
  screenshot(): Promise<Uint8Array>;
  /** Turns a palette of the system's colours on or off. @returns false where the browser has none */
  forceColors(isForced: boolean): Promise<boolean>;
}

export const ENGINES = ["Chromium", "Firefox", "WebKitGTK"] as const;

/** Starts all engines side by side, so that each is there once the tests of the one before it are done. */
export function startEngines(): Record<(typeof ENGINES)[number], Promise<Engine>> {
  return { Chromium: startChromium(), Firefox: startFirefox(), WebKitGTK: startWebKit() };
}

async function startChromium(): Promise<Engine> {
  const browser = await launchBrowser();
  const context = await browser.newContext();
  const page: Page = await context.newPage();
  const protocol: CDPSession = await context.newCDPSession(page);
  return {
    goto: async (url) => void (await page.goto(url)),
    back: async () => void (await page.goBack()),
    resize: (width, height) => page.setViewportSize({ width, height }),
    run: (expression) => page.evaluate(expression),
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
    click: (x, y) => page.mouse.click(x, y),
    async tap(x, y) {
      const touchPoints = [{ x, y }];
      await protocol.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
      await protocol.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    },
    async compose(text) {
      const at = { selectionStart: text.length, selectionEnd: text.length };
      await protocol.send("Input.imeSetComposition", { text, ...at });
    },
    async pressComposing(key) {
      const event = { key, windowsVirtualKeyCode: PROCESSED_KEY };
      await protocol.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event });
      await protocol.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
    },
    async commit(text) {
      const event = { key: "Enter", windowsVirtualKeyCode: PROCESSED_KEY };
      await protocol.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event });
      await protocol.send("Input.insertText", { text });
      await protocol.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
    },
    screenshot: () => page.screenshot(),
    async forceColors(isForced) {
      await page.emulateMedia({ forcedColors: isForced ? "active" : "none" });
      return true;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** `keyCode` of keys that an input method has taken. */
const PROCESSED_KEY = 229;

/** Preferences that have Firefox force a palette upon pages; its own one is hard to read without a screen. */
const FORCED_COLORS = {
  "ui.useAccessibilityTheme": 1,
  "browser.display.document_color_use": 2,
  "ui.highlight": "#1aebff",
  "ui.highlighttext": "#000000",
};

/** Over WebDriver BiDi; composing and colours by way of the browser's own scripts, which its tests use too. */
async function startFirefox(): Promise<Engine> {
  const profile = await tempDir();
  await Bun.write(profile.join("user.js"), 'user_pref("remote.active-protocols", 1);\n');
  const program = Bun.spawn(
    [
      ...[FIREFOX, "--headless", "--no-remote", "--profile", profile.path],
      ...["--remote-debugging-port", "0", "--remote-allow-system-access"],
    ],
    { env: { ...process.env, HOME: profile.path }, stdout: "ignore", stderr: "pipe" },
  );
  const [, address] = await lineOf(program.stderr, /WebDriver BiDi listening on (ws:\S+)/);
  const send = await connect(`${address}/session`);
  await send("session.new", { capabilities: {} });
  const contextIn = async (scope: object): Promise<string> => {
    const tree = await send<{ contexts: { context: string }[] }>("browsingContext.getTree", scope);
    return tree.contexts[0]!.context;
  };
  const context = await contextIn({});
  const chrome = await contextIn({ "moz:scope": "chrome" });
  const evaluate = async (expression: string, target: string): Promise<unknown> => {
    const { result, exceptionDetails } = await send<{
      result: { value: string };
      exceptionDetails?: { text: string };
    }>("script.evaluate", {
      expression: asText(expression),
      target: { context: target },
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return JSON.parse(result.value).value;
  };
  const perform = (actions: unknown) => send<void>("input.performActions", { context, actions });
  /** Has Firefox's nsITextInputProcessor do what an input method does. */
  const processText = (calls: string) =>
    evaluate(
      `(() => {
        const processor = (globalThis.processor ??=
          Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor));
        if (!processor.hasComposition) processor.beginInputTransactionForTests(window, () => true);
        const key = (key) => new window.KeyboardEvent("", { key });
        ${calls}
      })()`,
      chrome,
    );
  return {
    async goto(url) {
      await send("browsingContext.navigate", { context, url, wait: "complete" });
      // A window's address bar has the focus at first.
      await evaluate("gBrowser.selectedBrowser.focus()", chrome);
    },
    back: () => send<void>("browsingContext.traverseHistory", { context, delta: -1 }),
    resize: (width, height) =>
      send<void>("browsingContext.setViewport", { context, viewport: { width, height } }),
    run: (expression) => evaluate(expression, context),
    press: (...keys) => perform(keyActions(keys)),
    click: (x, y) => perform(clickActions(x, y, "mouse")),
    tap: (x, y) => perform(clickActions(x, y, "touch")),
    compose: async (text) =>
      void (await processText(`
        processor.setPendingCompositionString(${JSON.stringify(text)});
        processor.appendClauseToPendingComposition(${text.length}, processor.ATTR_RAW_CLAUSE);
        processor.setCaretInPendingComposition(${text.length});
        processor.flushPendingComposition();`)),
    pressComposing: async (name) =>
      void (await processText(`
        processor.keydown(key("${name}"));
        processor.keyup(key("${name}"));`)),
    commit: async (text) =>
      void (await processText(`
        processor.commitCompositionWith(${JSON.stringify(text)}, key("Enter"));
        processor.keyup(key("Enter"));`)),
    async screenshot() {
      const { data } = await send<{ data: string }>("browsingContext.captureScreenshot", {
        context,
      });
      return Buffer.from(data, "base64");
    },
    async forceColors(isForced) {
      const set = Object.entries(FORCED_COLORS).map(([name, value]) => {
        if (!isForced) return `Services.prefs.clearUserPref("${name}");`;
        const type = typeof value === "number" ? "Int" : "String";
        return `Services.prefs.set${type}Pref("${name}", ${JSON.stringify(value)});`;
      });
      await evaluate(`(() => { ${set.join(" ")} })()`, chrome);
      return true;
    },
    async [Symbol.asyncDispose]() {
      await send("browser.close", {});
      await end([program], profile);
    },
  };
}

/** Over WebKitWebDriver, on a screen that nobody sees; GTK's own input method composes. */
async function startWebKit(): Promise<Engine> {
  const home = await tempDir();
  // What stands around the page would not let its window be as narrow as a telephone.
  const narrow = "* { min-width: 0; min-height: 0; padding: 0; margin: 0; font-size: 2px; }";
  await Bun.write(home.join("gtk-3.0/gtk.css"), narrow);
  const screen = Bun.spawn(
    ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1100x24", "-nolisten", "tcp"],
    { stdout: "pipe", stderr: "ignore" },
  );
  const [display] = await lineOf(screen.stdout, /^\d+/);
  const port = await freePort();
  const driver = Bun.spawn(["WebKitWebDriver", `--port=${port}`], {
    env: {
      ...process.env,
      DISPLAY: `:${display}`,
      HOME: home.path,
      XDG_CONFIG_HOME: home.path,
      XDG_DATA_HOME: home.path,
      XDG_CACHE_HOME: home.path,
      GTK_IM_MODULE: "gtk-im-context-simple",
      NO_AT_BRIDGE: "1",
    },
    stdout: "ignore",
    stderr: "ignore",
  });
  const ask = async (method: string, path: string, body?: object) => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const { value } = (await response.json()) as { value: Record<string, unknown> };
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  };
  await listening(() => ask("GET", "/status"));
  const { sessionId } = await ask("POST", "/session", { capabilities: {} });
  const send = (path: string, body: object = {}) =>
    ask("POST", `/session/${sessionId}${path}`, body);
  const run = async (expression: string) => {
    const script = `return (async () => ${asText(expression)})()
      .catch((error) => JSON.stringify({ error: String(error) }));`;
    const answer = JSON.parse(String(await send("/execute/sync", { script, args: [] })));
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  };
  const perform = async (actions: unknown) => void (await send("/actions", { actions }));
  return {
    goto: async (url) => void (await send("/url", { url })),
    back: async () => void (await send("/back")),
    async resize(width, height) {
      const frame = Number(await run("outerHeight - innerHeight"));
      await send("/window/rect", { width, height: height + frame });
    },
    run,
    press: (...keys) => perform(keyActions(keys)),
    click: (x, y) => perform(clickActions(x, y, "mouse")),
    tap: (x, y) => perform(clickActions(x, y, "touch")),
    // GTK takes `u62` behind Control+Shift for the code of a character, until Enter.
    compose: (text) =>
      perform(keyActions([`Control+Shift+${text[0]}`, ...Array.from(text).slice(1)])),
    pressComposing: (key) => perform(keyActions([key])),
    commit: () => perform(keyActions(["Enter"])),
    async screenshot() {
      return Buffer.from(String(await ask("GET", `/session/${sessionId}/screenshot`)), "base64");
    },
    forceColors: async () => false,
    async [Symbol.asyncDispose]() {
      await ask("DELETE", `/session/${sessionId}`);
      await end([driver, screen], home);
    },
  };
}

/** An expression for the text of its value as JSON, also where that is undefined. */
function asText(expression: string): string {
  return `(async () => JSON.stringify({ value: await (${expression}) }))()`;
}

/** Keys without a text of their own, as WebDriver names them. */
const KEYS: Readonly<Record<string, string>> = {
  Backspace: "\uE003",
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Control: "\uE009",
  Escape: "\uE00C",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
  Delete: "\uE017",
};

function keyActions(keys: readonly string[]): unknown[] {
  const actions = keys.flatMap((combination) => {
    const held = combination === "+" ? ["+"] : combination.split("+");
    const values = held.map((key) => KEYS[key] ?? key);
    return [
      ...values.map((value) => ({ type: "keyDown", value })),
      ...values.toReversed().map((value) => ({ type: "keyUp", value })),
    ];
  });
  return [{ type: "key", id: "keyboard", actions }];
}

function clickActions(x: number, y: number, pointerType: "mouse" | "touch"): unknown[] {
  const actions = [
    { type: "pointerMove", x: Math.round(x), y: Math.round(y) },
    { type: "pointerDown", button: 0 },
    { type: "pointerUp", button: 0 },
  ];
  return [{ type: "pointer", id: pointerType, parameters: { pointerType }, actions }];
}

/** Resolves with what a pattern finds in a program's output; the rest of it is read and dropped. */
async function lineOf(output: ReadableStream<Uint8Array>, pattern: RegExp): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  (async () => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of output) {
      text += decoder.decode(chunk, { stream: true });
      const found = pattern.exec(text);
      if (found !== null) resolve(found);
    }
    reject(new Error(`${pattern} never came:\n${text}`));
  })();
  return promise;
}

/** Sends a command over WebDriver BiDi. */
type Send = <T = unknown>(method: string, params: object) => Promise<T>;

interface BiDiAnswer {
  id: number;
  type: "success" | "error";
  result: unknown;
  error: string;
  message: string;
}

async function connect(address: string): Promise<Send> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, (answer: BiDiAnswer) => void>();
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(String(data));
    waiting.get(answer.id)?.(answer);
  };
  await new Promise<unknown>((open, failed) => {
    socket.onopen = open;
    socket.onerror = failed;
  });
  let last = 0;
  return async (method, params) => {
    const id = ++last;
    socket.send(JSON.stringify({ id, method, params }));
    const answer = await new Promise<BiDiAnswer>((resolve) => waiting.set(id, resolve));
    waiting.delete(id);
    if (answer.type === "error") throw new Error(`${method}: ${answer.error}: ${answer.message}`);
    return answer.result as never;
  };
}

/** How often a program that starts is asked whether it listens, and for how long. */
const LOOK_MS = 20;
const LONGEST_START_MS = 30_000;

async function listening(ask: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + LONGEST_START_MS;
  while (
    !(await ask().then(
      () => true,
      () => false,
    ))
  ) {
    if (performance.now() > end) throw new Error("WebKitWebDriver does not listen");
    await Bun.sleep(LOOK_MS);
  }
}

async function end(programs: readonly Subprocess[], folder: TempDir): Promise<void> {
  for (const program of programs) {
    program.kill();
    await program.exited;
  }
  await folder[Symbol.asyncDispose]();
}
