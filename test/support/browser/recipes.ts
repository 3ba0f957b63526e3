/** The recipes in docs/INTEGRATIONS.md. */

const DOCUMENT = new URL("../../../docs/INTEGRATIONS.md", import.meta.url);
const RECIPE = /<!-- recipe: ([\w-]+) -->\n```\w+\n([\s\S]*?)```/g;
/** The server that the recipes use. */
export const EXAMPLE_HOST = "https://genes.example.org";

const recipes = new Map(
  Array.from((await Bun.file(DOCUMENT).text()).matchAll(RECIPE), ([, name, text]) => [
    name!,
    text!,
  ]),
);

export const RECIPES = [...recipes.keys()];

/** A recipe that uses a server of the test instead. */
export function recipe(name: string, server: string): string {
  const text = recipes.get(name);
  if (text === undefined) throw new Error(`docs/INTEGRATIONS.md has no recipe ${name}`);
  return text.replaceAll(EXAMPLE_HOST, server);
}
