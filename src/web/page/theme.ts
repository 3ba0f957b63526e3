import { byId } from "./elements.ts";

const KEY = "assembl-theme";
const DARK = "dark";
const LIGHT = "light";

/** Sets up the switch between light and dark; until it is used, the system's setting applies. */
export function startTheme(): void {
  const button = byId("theme", HTMLButtonElement);
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () =>
    document.documentElement.dataset.theme ?? (systemIsDark.matches ? DARK : LIGHT);
  const show = () => {
    button.ariaPressed = String(theme() === DARK);
  };
  const kept = keptTheme();
  if (kept !== null) document.documentElement.dataset.theme = kept;
  show();
  systemIsDark.addEventListener("change", show);
  button.addEventListener("click", () => {
    const next = theme() === DARK ? LIGHT : DARK;
    document.documentElement.dataset.theme = next;
    keepTheme(next);
    show();
  });
}

/** Null where nothing was chosen, or where the browser stores nothing for the page. */
function keptTheme(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keepTheme(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {}
}
