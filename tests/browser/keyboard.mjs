// A page by the keyboard alone: Tab leads to what is meant, the browser shows where one is, Enter presses.

// Goes on by Tab until what is meant has the focus, which must be to be seen wherever it is.
export async function tabTo(page, selector, most = 150) {
  for (let tabs = 0; tabs < most; tabs += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate((wanted) => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        is: element.matches(wanted),
        marked: element === document.body || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2),
        what: element.outerHTML.slice(0, 80),
      };
    }, selector);
    if (!at.marked) throw new Error(`the focus is not to be seen at ${at.what}`);
    if (at.is) return;
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

// Presses a link or a button, and waits for the page that follows.
export async function press(page, selector) {
  await tabTo(page, selector);
  const went = page.waitForNavigation();
  await page.keyboard.press("Enter");
  await went;
}

// Types into a field, in the place of what stands there.
export async function type(page, selector, value) {
  await tabTo(page, selector);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(value);
}
