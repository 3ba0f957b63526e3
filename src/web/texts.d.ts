declare module "*.css" {
  const text: string;
  export default text;
}

/** What people call the species that they ask for most; the bundler puts it in. */
declare const COMMON_NAMES: Readonly<Record<string, string>>;
