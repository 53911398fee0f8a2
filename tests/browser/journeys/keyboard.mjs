// From the event's page to the withdrawal with Tab, Enter and Space.

import { TARO } from "./form.mjs";

// The element that has the focus, as a selector's test sees it; and whether that is to be seen.
const focus = (page, selector) =>
  page.evaluate((wanted) => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, bottom } = element.getBoundingClientRect();
    return {
      is: element.matches(wanted),
      marked: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      onScreen: bottom > 0 && top < innerHeight,
      what: element.outerHTML.slice(0, 100),
    };
  }, selector);

export async function keyboard({ context, base, expect }) {
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: "reduce" });
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      const at = await focus(page, selector);
      if (at.what.startsWith("<body")) continue;
      expect(at.marked, `the focus is to be seen at ${at.what}`);
      expect(at.onScreen, `what has the focus is on the screen: ${at.what}`);
      if (at.is) return;
    }
    throw new Error(`Tab does not lead to ${selector}`);
  };
  const press = async (key) => {
    const went = page.waitForNavigation();
    await page.keyboard.press(key);
    await went;
  };

  await page.goto(`${base}/e/keyboard`);
  await page.keyboard.press("Tab");
  expect((await focus(page, ".skip-link")).is, "the first stop leads to the content");
  await tabTo('a.button[href*="/apply"]');
  await press("Enter");
  for (const [field, value] of Object.entries(TARO)) {
    await tabTo(`#${field}`);
    await page.keyboard.type(value);
  }
  // Sent too early, by Enter in a field: the summary has the focus, and its link leads to the field.
  await press("Enter");
  expect((await focus(page, "#errors")).is, "the summary of errors has the focus");
  await tabTo('#errors a[href="#consent"]');
  await page.keyboard.press("Enter");
  expect((await focus(page, "#consent")).is, "the link leads to the field");
  await page.keyboard.press("Space");
  await tabTo('button[value="check"]');
  await press("Enter");
  await tabTo('button[value="send"]');
  await press("Space");
  expect(/[A-Z0-9]{8}/.test(await page.locator(".reception-number strong").innerText()), "a reception number");
  await tabTo('a.button[href*="/r/"]');
  await press("Enter");
  await tabTo('a[href$="/withdraw"]');
  await press("Enter");
  await tabTo('main form button[type="submit"]');
  await press("Enter");
  expect(await page.getByText("お申し込みを取り消しました").isVisible(), "the withdrawal is confirmed");
}
