// The form builder and the editor of mails, with and without scripts and by keyboard alone: a form of each kind is built,
// seen on the telephone, used, and applied with. Prints { journeys: [{ name, steps, error }] }.
//
//   node console_forms.mjs BASE OUT LINK EVENT SLUG [LINK EVENT SLUG]...

import { enter, tick } from "./by_keys.mjs";
import { base, looked, played } from "./console_journey.mjs";

const KINDS = ["short_text", "long_text", "choice", "choices", "yes_no", "number", "date", "consent", "postal_address", "file"];

const press = (page, name) => enter(page.getByRole("button", { name, exact: true }).first());

// Reaches a control by the Tab key alone, and presses it.
async function pressByKeyboard(page, selector) {
  for (let i = 0; i < 400; i += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) {
      await page.keyboard.press("Enter");
      return;
    }
  }
  throw new Error(`${selector} cannot be reached by the Tab key`);
}

async function build(page, expect, path, scripts) {
  await page.goto(`${base}${path}`);
  for (const [at, kind] of KINDS.entries()) {
    await page.locator("#add-kind").selectOption(kind);
    if (scripts) {
      await page.locator("#add-kind").focus();
      await pressByKeyboard(page, "button[value=add]");
    } else {
      await press(page, "質問を加える");
    }
    await page.locator(`#q${at}-label-ja`).waitFor();
    await page.locator(`#q${at}-label-ja`).fill(`質問${kind}`);
    if (kind.startsWith("choice")) await page.locator(`#q${at}-choices-ja`).fill("一 | 3\n二");
  }
  await press(page, "プレビューを新しくする");
  const frame = page.frameLocator(".phone:not(.phone-next)");
  for (const kind of KINDS) await frame.getByText(`質問${kind}`).first().waitFor();
  if (scripts) {
    // As one types, without a button, and without a step in the browser's history.
    const before = await page.evaluate(() => history.length);
    await page.locator("#question-1 > details > summary").click();
    await page.locator("#q0-label-ja").fill("打ちながら見える質問");
    await page.frameLocator(".phone:not(.phone-next)").getByText("打ちながら見える質問").first().waitFor();
    expect((await page.evaluate(() => history.length)) === before, "the preview leaves no step in the history");
    await page.locator("#q0-label-ja").fill("質問short_text");
    await page.frameLocator(".phone:not(.phone-next)").getByText("質問short_text").first().waitFor();
  }
  await enter(page.locator("button[value='down:0']"));
  await page.locator("#q1-key[value=q1], input[name=q1-key][value=q1]").first().waitFor({ state: "attached" });
  await enter(page.locator("button[value='up:1']"));
  await page.locator("input[name=q0-key][value=q1]").waitFor({ state: "attached" });
  if (scripts) await looked(page, expect, "builder");
  await enter(page.locator("button[value=save]"));
  await page.getByText("フォームに反映しました。").waitFor();
  expect(true, "the form is in use");
}

async function apply(page, expect, slug) {
  await page.goto(`${base}/e/${slug}/apply`);
  for (let step = 0; step < 6 && !(await page.getByText("質問short_text").count()); step += 1) {
    const fields = { name: "山田 太郎", email: "taro@example.jp" };
    for (const [id, value] of Object.entries(fields)) {
      if (await page.locator(`#${id}`).count()) await page.locator(`#${id}`).fill(value);
    }
    const radio = page.locator("input[type=radio]").first();
    if (await radio.count()) await tick(radio);
    await enter(page.locator("main button[name=action][value=check]"));
  }
  for (const kind of KINDS) expect(await page.getByText(`質問${kind}`).count(), `applicants are asked ${kind}`);
}

async function editMail(page, expect, path, scripts) {
  await page.goto(`${base}${path}`);
  const body = page.locator("#body");
  await body.fill("{{ applicant_name }} 様\n\n\n\n{{ details }}\n\n{{ manage }}\n\n{{ contact }}\n");
  if (scripts) {
    await body.evaluate((field) => field.setSelectionRange(24, 24));
    await body.focus();
    await page.getByRole("button", { name: /\{\{ heading \}\}/ }).click();
    expect((await body.inputValue()).includes("{{ heading }}"), "a placeholder is put in where one writes");
    expect(await body.evaluate((field) => document.activeElement === field), "and one writes on");
  } else {
    expect(await page.getByText("{{ heading }}").count(), "placeholders can be read and typed");
  }
  await press(page, "プレビューを新しくする");
  await page.locator("pre.mail-text").waitFor();
  expect((await page.locator("pre.mail-text").innerText()).includes("様"), "the mail is shown as text");
  await page.frameLocator(".mail-preview").getByText("様").first().waitFor();
  if (scripts) await looked(page, expect, "mail-editor");
  await body.fill("{{ nmae }}");
  await press(page, "この文面を使う");
  await page.locator("#errors a").first().waitFor();
  expect((await page.locator("#errors a").first().getAttribute("href")) === "#body", "the fault leads to its field");
}

await played("builder", async (page, expect, scripts, [event, slug]) => {
  await build(page, expect, `/console/events/${event}/form`, scripts);
  await apply(page, expect, slug);
  await editMail(page, expect, `/console/events/${event}/mails/registration_confirmed/ja`, scripts);
  if (scripts) {
    for (const [path, what] of [["", "overview"], ["/mails", "mails"], ["/mailings/new", "compose"], ["/mailings", "mailings"], ["/unreachable", "unreachable"]]) {
      await page.goto(`${base}/console/events/${event}${path}`);
      await looked(page, expect, what);
    }
    for (const [path, what] of [["/console/settings/mail", "mail-settings"], ["/console/settings/mails", "all-mails"], ["/console/outbox", "outbox"]]) {
      await page.goto(`${base}${path}`);
      await looked(page, expect, what);
    }
  }
});
