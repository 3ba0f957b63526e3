import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import { compile as compileSvelte } from "svelte/compiler";
import { type Plugin, build as vite } from "vite";
import type { Configuration, webpack as Webpack } from "webpack";
import { GeneSuggestElement } from "../../src/web/element/gene-suggest.ts";
import { useBrowser } from "../support/browser/browser.ts";
import { recipe } from "../support/browser/recipes.ts";
import { pageWith, type SiteFile, serveSite } from "../support/browser/site.ts";
import { run } from "../support/processes/program.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { untilPasses } from "../support/until.ts";

// An import would touch all that webpack has, and warn of what is out of date.
const webpack: typeof Webpack = require("webpack").webpack;

const CHECKOUT = join(import.meta.dir, "../..");
const PACKAGE = join(CHECKOUT, "packages/gene-suggest");
const BRCA2 = "ENSG00000139618";

const { server, open } = useBrowser();
// The package is built, and bundlers have to be loaded.
setDefaultTimeout(120_000);

/** A project that has the packed package installed, beside what its pages are made with. */
let project: TempDir;

beforeAll(async () => {
  project = await tempDir();
  const installed = project.join("node_modules");
  await Bun.$`mkdir -p ${installed}/gene-suggest`;
  const packing = await run(["npm", "pack", "--silent", "--pack-destination", project.path], {
    cwd: PACKAGE,
    env: { PATH: process.env.PATH!, HOME: process.env.HOME! },
  });
  expect(packing).toMatchObject({ code: 0 });
  const archive = project.join(packing.stdout.trim().split("\n").at(-1)!);
  await Bun.$`tar -xzf ${archive} -C ${installed}/gene-suggest --strip-components 1`;
  for (const name of ["react", "react-dom", "vue", "@vitejs", "svelte", "@types", "csstype"]) {
    await Bun.$`ln -s ${join(CHECKOUT, "node_modules", name)} ${installed}/${name}`;
  }
  await Bun.write(project.join("package.json"), '{"type": "module"}');
});

/** Writes files of the project into a folder of their own. @returns the folder */
async function write(folder: string, files: Record<string, string>): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    await Bun.write(project.join(`${folder}/${name}`), text);
  }
  return project.join(folder);
}

const TYPES: Record<string, string> = { html: "text/html", js: "text/javascript" };

/** A page with a module in its folder. */
const MODULE = pageWith('<script type="module" src="./page.js"></script>');

/** Opens a page of a site with the files of a folder, which may have the page itself. */
async function openFolder(folder: string, page = MODULE) {
  const paths = await Array.fromAsync(new Bun.Glob("**/*.{html,js}").scan(folder));
  const files = await Promise.all(
    paths.map(async (path): Promise<[string, SiteFile]> => {
      const type = TYPES[path.split(".").at(-1)!]!;
      return [`/${path}`, [type, await Bun.file(join(folder, path)).text()]];
    }),
  );
  const all: Record<string, string | SiteFile> = {
    "/index.html": page,
    ...Object.fromEntries(files),
  };
  const pages = { ...all, "/": all["/index.html"]! };
  const policy = `default-src 'self' 'unsafe-inline' ${server.url}`;
  const site = serveSite(server.url, pages, policy);
  const opened = await open(site.url);
  return {
    ...opened,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
      expect(opened.wrong).toEqual([]);
    },
  };
}

test("the package has a module, a script, types and a manifest, and needs no other package", async () => {
  const folder = project.join("node_modules/gene-suggest");
  const paths = await Array.fromAsync(new Bun.Glob("**/*").scan(folder));
  expect(paths.sort()).toEqual([
    "LICENSE",
    "README.md",
    "custom-elements.json",
    "dist/gene-suggest-chips.js",
    "dist/gene-suggest.iife.js",
    "dist/gene-suggest.js",
    "dist/types/form-field.d.ts",
    "dist/types/gene-suggest.d.ts",
    "dist/types/option.d.ts",
    "dist/types/suggestions.d.ts",
    "dist/types/texts.d.ts",
    "package.json",
    "types/properties.d.ts",
    "types/react.d.ts",
    "types/svelte.d.ts",
    "types/vue.d.ts",
  ]);
  const manifest = await Bun.file(join(folder, "package.json")).json();
  expect(manifest).not.toHaveProperty("dependencies");
  const { version } = await Bun.file(join(CHECKOUT, "package.json")).json();
  expect(manifest.version).toBe(version);
  expect(await Bun.file(join(folder, "dist/gene-suggest-chips.js")).text()).toBe(
    await (await server.get("/gene-suggest-chips.js")).text(),
  );
});

test("the manifest has all attributes, properties, parts and events of the element", async () => {
  const textOf = (name: string) => Bun.file(join(CHECKOUT, "src/web/element", name)).text();
  const manifest = await Bun.file(join(PACKAGE, "custom-elements.json")).json();
  const [{ attributes, cssProperties, cssParts, cssStates, events }] =
    manifest.modules[0].declarations;
  const namesOf = (list: { name: string }[]) => list.map(({ name }) => name).sort();
  const own = ["name", "disabled", "autofocus", "minimum"];
  expect(namesOf(attributes)).toEqual([...GeneSuggestElement.observedAttributes, ...own].sort());
  const css = `${await textOf("style.css")}${await textOf("chips.css")}`;
  expect(namesOf(cssProperties)).toEqual([...new Set(css.match(/--gene-suggest-[\w-]+/g))].sort());
  const files = ["gene-suggest.ts", "option.ts", "parts.ts", "texts.ts", "chips.ts"];
  const code = (await Promise.all(files.map(textOf))).join("\n");
  const all = (pattern: RegExp) =>
    [...new Set(code.matchAll(pattern).map(([, name]) => name!))].sort();
  const parts = all(/(?:piece\(|part\.add\(|partOf\("\w+", )"(\w+)"/g);
  expect(namesOf(cssParts)).toEqual([...parts, "pending", "unknown"].sort());
  expect(namesOf(events)).toEqual(all(/tellPage\("([\w-]+)"/g));
  expect(namesOf(cssStates)).toEqual(["empty", "error", "loading", "open"]);
});

test("Node, which has no elements, can import it", async () => {
  const program =
    'const { GeneSuggestElement } = await import("gene-suggest"); await import("gene-suggest/iife"); console.log(GeneSuggestElement.endpoint === "")';
  const { stdout, stderr } = await run(["node", "--input-type=module", "--eval", program], {
    cwd: project.path,
  });
  expect({ stdout, stderr }).toEqual({ stdout: "true\n", stderr: "" });
});

test.each(["bundler", "nodenext"])(
  "its types have no errors in a strict project with moduleResolution %s",
  async (moduleResolution) => {
    const folder = await write(`types-${moduleResolution}`, {
      "page.tsx": `
        import type {} from "gene-suggest/react";
        import type {} from "gene-suggest/vue";
        import type {} from "gene-suggest/svelte";
        import { type GeneSuggestion, GeneSuggestElement } from "gene-suggest";
        import type { GlobalComponents } from "vue";
        import type { SvelteHTMLElements } from "svelte/elements";

        GeneSuggestElement.endpoint = "https://genes.example.org/v1/suggest";
        const field = document.createElement("gene-suggest");
        field.addEventListener("gene-choose", ({ detail }) => console.log(detail.stable_id));
        field.texts = { nothingFound: "nothing" };
        field.values = ["BRCA1"];
        const gene: GeneSuggestion | null = field.gene;
        // @ts-expect-error
        field.limit = "many";
        export const page = (
          <gene-suggest
            species="homo_sapiens" limit={3} value-field="stable_id" required aria-label="Gene"
            renderOption={({ label }) => label}
            onInput={(event) => event.currentTarget.value.trim()}
            ongene-choose={(event) => event.detail.label.trim()} />
        );
        // @ts-expect-error
        export const wrong = <gene-suggest limit="many" />;
        export const svelte: SvelteHTMLElements["gene-suggest"] = { species: "human", multiple: true };
        export type Vue = GlobalComponents["gene-suggest"];
        console.log(gene);`,
    });
    const options = {
      compilerOptions: {
        ...{ strict: true, noEmit: true, skipLibCheck: false, jsx: "react-jsx" },
        ...{ module: moduleResolution === "bundler" ? "esnext" : "nodenext", moduleResolution },
        ...{ target: "es2022", lib: ["es2022", "dom", "dom.iterable"], types: [] },
      },
      include: ["page.tsx"],
    };
    await write(`types-${moduleResolution}`, { "tsconfig.json": JSON.stringify(options) });
    const { stdout } = await run([join(CHECKOUT, "node_modules/.bin/tsc"), "-p", folder]);
    expect(stdout).toBe("");
  },
);

describe("the recipe of a module, bundled by", () => {
  const bundle = async (name: string, bundler: (folder: string) => Promise<unknown>) => {
    const page = { "page.js": recipe("module", server.url), "index.html": MODULE };
    const folder = await write(name, page);
    await bundler(folder);
    return join(folder, "dist");
  };
  const bundlers: Record<string, (folder: string) => Promise<unknown>> = {
    webpack: (folder) =>
      new Promise((resolve, reject) => {
        const options: Configuration = {
          mode: "production",
          context: folder,
          entry: "./page.js",
          output: { path: join(folder, "dist"), filename: "page.js" },
        };
        webpack(options, (error, stats) => {
          if (error || stats?.hasErrors()) reject(error ?? new Error(stats!.toString()));
          else resolve(stats);
        });
      }),
    Vite: (folder) => buildWithVite(folder),
    "esbuild, into several modules": (folder) =>
      esbuild({
        entryPoints: [join(folder, "page.js")],
        outdir: join(folder, "dist"),
        ...{ bundle: true, format: "esm", splitting: true, minify: true },
      }),
    "esbuild, into one script": (folder) =>
      esbuild({
        entryPoints: [join(folder, "page.js")],
        outfile: join(folder, "dist/page.js"),
        ...{ bundle: true, format: "iife", minify: true },
      }),
  };

  test.each(Object.keys(bundlers))("%s, suggests, and takes lists", async (name) => {
    const folder = await bundle(name.replaceAll(/\W+/g, "-"), bundlers[name]!);
    const isScript = name.endsWith("script");
    const script = isScript ? '<script src="page.js" defer></script>' : undefined;
    await using at = await openFolder(folder, script && pageWith(script));
    const field = at.page.getByRole("combobox", { name: "Gene" });
    await field.fill("brca2");
    await at.page.getByRole("option").waitFor();
    await at.page
      .locator("gene-suggest")
      .evaluate((element: HTMLElement & { multiple: boolean }) => {
        element.multiple = true;
      });
    await at.page.locator(".multiple").waitFor();
    await field.fill("brca1,");
    await at.page.getByRole("button", { name: "Remove BRCA1" }).waitFor();
  });
});

/** Builds the page of a folder with Vite, by the configuration that is there. */
async function buildWithVite(folder: string, plugins: Plugin[] = []): Promise<void> {
  const config = join(folder, "vite.config.js");
  const configFile = (await Bun.file(config).exists()) && config;
  const build = { outDir: join(folder, "dist") };
  await vite({ root: folder, base: "./", configFile, logLevel: "silent", plugins, build });
}

/** What the plugin of Svelte for Vite does with a component. */
const SVELTE: Plugin = {
  name: "svelte",
  transform(code, id) {
    if (!id.endsWith(".svelte")) return null;
    return compileSvelte(code, { filename: id, generate: "client" }).js;
  },
};

describe("the recipe of", () => {
  const INDEX = pageWith('<div id="app"></div><script type="module" src="./main.jsx"></script>');

  test.each([
    [
      "React",
      "gene-form.jsx",
      recipe("react", server.url),
      `import { createRoot } from "react-dom/client";
       import { GeneForm } from "./gene-form.jsx";
       createRoot(document.getElementById("app")).render(<GeneForm />);`,
      [],
    ],
    [
      "Vue",
      "GeneForm.vue",
      recipe("vue", server.url),
      `import { createApp } from "vue";
       import GeneForm from "./GeneForm.vue";
       createApp(GeneForm).mount("#app");`,
      [],
    ],
    [
      "Svelte",
      "GeneForm.svelte",
      recipe("svelte", server.url),
      `import { mount } from "svelte";
       import GeneForm from "./GeneForm.svelte";
       mount(GeneForm, { target: document.getElementById("app") });`,
      [SVELTE],
    ],
  ])(
    "%s shows what was chosen, and gives its form the id",
    async (name, file, component, main, plugins) => {
      const config = name === "Vue" ? { "vite.config.js": recipe("vue-config", server.url) } : {};
      const files = { [file]: component, "main.jsx": main, "index.html": INDEX, ...config };
      const folder = await write(name, files);
      await buildWithVite(folder, plugins);
      await using at = await openFolder(join(folder, "dist"));
      const field = at.page.getByRole("combobox", { name: "Gene" });
      await field.pressSequentially("brca2");
      await at.page.getByRole("option").waitFor();
      await field.press("ArrowDown");
      await field.press("Enter");
      const output = at.page.locator("output");
      await untilPasses(async () => expect(await output.textContent()).toBe(BRCA2));
      expect(await field.inputValue()).toBe("BRCA2");
      await field.press("Enter");
      await at.page.waitForURL(`**/?gene=${BRCA2}`);
    },
  );

  test("a page without modules suggests, and needs a server", async () => {
    const script = await Bun.file(
      project.join("node_modules/gene-suggest/dist/gene-suggest.iife.js"),
    ).text();
    const folder = await write("plain/dist", { "gene-suggest.iife.js": script });
    await using at = await openFolder(folder, pageWith(recipe("iife", server.url)));
    await at.page.getByRole("combobox", { name: "Gene" }).fill("brca2");
    await at.page.getByRole("option").waitFor();
    const warned = at.page.waitForEvent("console");
    await at.page.locator("gene-suggest").evaluate((element: HTMLElement & { endpoint: null }) => {
      element.endpoint = null;
    });
    await at.page.getByRole("combobox").fill("brca1");
    expect((await warned).text()).toBe("<gene-suggest>: set its attribute endpoint");
    await at.page.getByText("Suggestions are not available").first().waitFor();
  });
});
