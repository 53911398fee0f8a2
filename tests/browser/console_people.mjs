// People in the console, by keyboard alone, with and without scripts: a password, an authenticator app, a passkey (which needs
// scripts), another browser that is signed out, somebody who is invited and gets another role, the audit trail.
// Prints { journeys: [{ name, steps, error }] }.
//
//   node console_people.mjs BASE OUT LINK EMAIL [LINK EMAIL]

import { createHmac } from "node:crypto";
import { base, looked, played } from "./console_journey.mjs";
import { press, tabTo, type } from "./keyboard.mjs";

const PASSWORD = "correct horse battery staple";

// What an authenticator app shows now (RFC 6238), of the secret that the page shows.
function codeOf(secret) {
  const digits = [...secret.replaceAll(" ", "").replaceAll("=", "")];
  const bits = digits.map((digit) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(digit).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => parseInt(octet, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

const says = async (page, words) => (await page.locator("main").innerText()).includes(words);

async function password(page, expect, look) {
  await press(page, 'a[href="/console/account"]');
  await look("account");
  await press(page, 'main a[href="/console/account/password"]');
  await type(page, "#password", PASSWORD);
  await type(page, "#again", PASSWORD);
  await look("password");
  await press(page, "main button.button-large");
  expect(new URL(page.url()).pathname === "/console/account", "a password is set");
}

// Somebody signs in by the password in another browser, and is signed out from this one.
async function otherBrowser(page, expect, look, email) {
  const context = await page.context().browser().newContext({ locale: "ja-JP", reducedMotion: "reduce" });
  context.setDefaultTimeout(60_000);
  const other = await context.newPage();
  await other.goto(`${base}/console/sign-in`);
  await type(other, "#email", email);
  await type(other, "#password", PASSWORD);
  await press(other, 'button[value="password"]');
  expect(other.url().endsWith("/console"), "the password signs in");
  await page.reload();
  const rows = page.locator('form[action$="/end"]');
  const before = await rows.count();
  expect(before > 0, "the other browser is listed");
  await look("sessions");
  await press(page, 'form[action$="/end"] button');
  expect((await rows.count()) === before - 1, "and is signed out");
  await other.goto(`${base}/console`);
  expect(other.url().includes("/console/sign-in"), "which it notices");
  await context.close();
}

async function passkey(page, expect, look, scripts) {
  await press(page, 'main a[href="/console/account/passkey"]');
  if (!scripts) {
    expect(await page.locator("noscript").count(), "it is said that passkeys need scripts");
    await press(page, 'main a[href="/console/account"]');
    return;
  }
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  await client.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  await type(page, "#name", "仕事用のパソコン");
  await look("passkey");
  await press(page, "main button.button-large");
  expect(await says(page, "仕事用のパソコン"), "the passkey is listed");
  await press(page, ".sign-out button");
  await page.goto(`${base}/console/sign-in`);
  await look("sign-in");
  await press(page, 'form[action="/console/sign-in/passkey"] button');
  expect(page.url().endsWith("/console"), "the passkey signs in");
  await press(page, 'a[href="/console/account"]');
}

async function app(page, expect, look) {
  await press(page, 'main a[href="/console/account/app"]');
  await press(page, 'button[value="begin"]');
  const secret = await page.locator(".people-secret").innerText();
  await type(page, "#code", "000000");
  await press(page, 'button[value="confirm"]');
  expect(await page.locator("#errors a").count(), "a wrong code is told");
  await look("app-wrong");
  await type(page, "#code", codeOf(secret));
  await press(page, 'button[value="confirm"]');
  expect((await page.locator(".people-codes li").count()) === 10, "there are ten codes for when the app is lost");
  await look("codes");
}

async function invite(page, expect, look, email) {
  const [, host] = email.split("@");
  await press(page, 'a[href="/console/settings"]');
  await press(page, 'main a[href="/console/members"]');
  await press(page, 'main a[href="/console/members/new"]');
  await type(page, "#email", `new@${host}`);
  await type(page, "#name", "新人 次郎");
  await look("invite");
  await press(page, "main button.button-large");
  await look("members");
  const line = page.locator("tbody tr", { hasText: "新人 次郎" });
  const role = () => line.locator("td").nth(1).innerText();
  const before = await role();
  const path = await line.locator("a").getAttribute("href");
  await press(page, `main a[href="${path}"]`);
  await look("member");
  await tabTo(page, "input[name=role]");
  await page.keyboard.press("ArrowUp");
  await press(page, "main button.button-large");
  if (!page.url().endsWith("/console/members")) await page.goto(`${base}/console/members`);
  expect((await role()) !== before, `who was ${before} is ${await role()}`);
}

async function audit(page, expect, look) {
  await press(page, 'a[href="/console/settings"]');
  await press(page, 'main a[href="/console/audit"]');
  expect((await page.locator("tbody tr").count()) > 3, "what was done stands in the trail");
  await look("audit");
  await press(page, 'form[action="/console/audit/check"] button');
  expect(await page.locator(".banner-success").count(), "and it is whole");
}

await played("people", async (page, expect, scripts, [email]) => {
  const look = (name) => (scripts ? looked(page, expect, name) : null);
  await password(page, expect, look);
  await otherBrowser(page, expect, look, email);
  await passkey(page, expect, look, scripts);
  await app(page, expect, look);
  await invite(page, expect, look, email);
  await audit(page, expect, look);
});
