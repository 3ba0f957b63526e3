/** The recipes in docs/INTEGRATIONS.md and in the document of the element. */

const DOCUMENTS = ["docs/INTEGRATIONS.md", "packages/gene-suggest/README.md"].map(
  (path) => new URL(`../../../${path}`, import.meta.url),
);
const RECIPE = /<!-- recipe: ([\w-]+) -->\n```\w+\n([\s\S]*?)```/g;
/** The server that the recipes use. */
export const EXAMPLE_HOST = "https://genes.example.org";

const texts = await Promise.all(DOCUMENTS.map((document) => Bun.file(document).text()));
const recipes = new Map(
  Array.from(texts.join("\n").matchAll(RECIPE), ([, name, text]) => [name!, text!]),
);

export const RECIPES = [...recipes.keys()];

/** A recipe that uses a server of the test instead. */
export function recipe(name: string, server: string): string {
  const text = recipes.get(name);
  if (text === undefined) throw new Error(`there is no recipe ${name}`);
  return text.replaceAll(EXAMPLE_HOST, server);
}
