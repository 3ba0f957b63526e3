/** Submits a form as Enter in a native text field does: with the first submit button, if there is one. */
export function submitImplicitly(form: HTMLFormElement): void {
  const button = Array.from(form.elements).find(isSubmitButton);
  if (button === undefined) form.requestSubmit();
  else button.click();
}

function isSubmitButton(element: Element): element is HTMLButtonElement | HTMLInputElement {
  const isButton = element instanceof HTMLButtonElement || element instanceof HTMLInputElement;
  return isButton && (element.type === "submit" || element.type === "image");
}
