/** How long a button shows that it has copied. */
const SAID_MS = 1500;

/** Sets up the buttons that copy the text of another element. */
export function startCopying(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copies]")) {
    const source = document.getElementById(button.dataset.copies!)!;
    button.addEventListener("click", () => copy(button, source, "Copied"));
  }
}

/** Copies the text of an element, and shows in the button that it did. */
export async function copy(
  button: HTMLButtonElement,
  source: HTMLElement,
  done: string,
): Promise<void> {
  const { textContent } = button;
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = done;
  } catch {
    // Only pages of https and of the own machine may write there: the text is ready to be copied by hand.
    getSelection()?.selectAllChildren(source);
    button.textContent = "Selected";
  }
  button.disabled = true;
  setTimeout(() => {
    button.textContent = textContent;
    button.disabled = false;
  }, SAID_MS);
}
