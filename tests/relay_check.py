"""Takes apart the mails that arrived through Postfix, and holds each against what was sent.

    relay_check.py FOLDER_OF_MAILS MANIFEST.json

Prints a table of checks, and ends with 1 if any failed. Nothing of the program itself is used here: the
mails are read by Python's email package, the calendars by the icalendar package, the signatures by dkimpy.
"""

import email
import email.policy
import email.utils
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import dkim
import icalendar

ONCE = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type"]
# Headers that cannot be folded further: a signed token is one word.
UNFOLDABLE = (b"List-Unsubscribe:", b"Received:", b"\t", b" by", b" for", b" id", b" (", b"Return-Path:",
              b"Delivered-To:", b"X-Original-To:")

done = defaultdict(int)
failed = []


def check(name, mail, is_right, found=""):
    """Counts one check of one mail."""
    done[name] += 1
    if not is_right:
        failed.append(f"{name}: {mail['name']} {found}")


def check_headers(mail, message):
    for name in ONCE:
        check("headers once", mail, len(message.get_all(name, [])) == 1, name)
    check("no defects in the headers", mail, not message.defects and
          not any(value.defects for value in message.values() if hasattr(value, "defects")),
          [value.defects for value in message.values() if getattr(value, "defects", None)])
    check("Message-ID as sent", mail, message["Message-ID"].strip() == mail["message_id"])
    check("Subject as rendered", mail, str(message["Subject"]) == mail["subject"], repr(str(message["Subject"])))
    check("Date is readable", mail, email.utils.parsedate_to_datetime(message["Date"]).tzinfo is not None)
    check("one sender", mail, [a.addr_spec for a in message["From"].addresses] == [mail["from"]])
    check("one recipient", mail, [a.addr_spec for a in message["To"].addresses] == [mail["header_to"]],
          str(message["To"]))
    check("Reply-To is the office", mail, [a.addr_spec for a in message["Reply-To"].addresses] == [mail["reply_to"]])
    check("Auto-Submitted", mail, message["Auto-Submitted"] == "auto-generated")
    check("no Bcc, no Cc", mail, message["Bcc"] is None and message["Cc"] is None)
    check("envelope sender", mail, message["Return-Path"].strip() == f"<{mail['envelope_from']}>")
    check("envelope recipient", mail, message["X-Original-To"] == mail["envelope_to"], message["X-Original-To"])
    unsubscribe = message["List-Unsubscribe"]
    check("List-Unsubscribe where it may be stopped", mail, (unsubscribe is not None) == mail["stoppable"])
    if unsubscribe is not None:
        check("List-Unsubscribe is one URL", mail, re.fullmatch(r"<https://[^<>\s,]+>", unsubscribe.strip()))
        check("one click is enough", mail, message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click")


def check_lines(mail, raw):
    lines = raw.split(b"\n")
    check("lines of at most 998", mail, max(map(len, lines)) <= 998)
    ours = raw[raw.index(b"DKIM-Signature:"):].split(b"\n")
    long = [line for line in ours if len(line) > 78 and not line.startswith(UNFOLDABLE)]
    check("lines of at most 78", mail, not long, long[:1])
    check("ASCII only", mail, all(byte < 128 for byte in raw))


def check_words(mail, raw):
    """RFC 2047: at most 75 characters, and no character split over two words."""
    headers = raw.split(b"\n\n", 1)[0].decode("ascii")
    for word in re.findall(r"=\?[^?\s]+\?[bBqQ]\?[^?\s]*\?=", headers):
        check("encoded words of at most 75", mail, len(word) <= 75, word)
        try:
            email.header.make_header(email.header.decode_header(word))
            is_whole = True
        except UnicodeDecodeError:
            is_whole = False
        check("no character split", mail, is_whole, word)


def check_texts(mail, message):
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    check("plain text and HTML", mail, plain is not None and html is not None)
    text = plain.get_content()
    check("plain text as rendered", mail, text.replace("\r\n", "\n").rstrip("\n") == mail["text"].rstrip("\n"))
    check("HTML as rendered", mail,
          html.get_content().replace("\r\n", "\n").rstrip("\n") == mail["html"].rstrip("\n"))
    check("no remote images or scripts", mail, not re.search(r"<(img|script|link|iframe)\b", html.get_content()))
    for part in message.walk():
        check("no defects in the parts", mail, not part.defects, part.defects)


def check_calendars(mail, message):
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    check("as many calendars as rendered", mail, len(parts) == mail["calendars"], len(parts))
    for part in parts:
        calendar = icalendar.Calendar.from_ical(part.get_content())
        method = str(calendar["METHOD"])
        check("METHOD equal in MIME and body", mail, part.get_param("method") == method, method)
        raw = part.get_payload(decode=True)
        check("calendar: CRLF, folded at 75", mail,
              all(len(line) <= 75 and b"\n" not in line for line in raw.split(b"\r\n")))
        events = calendar.walk("VEVENT")
        check("calendar: has meetings", mail, events)
        check("calendar: one meeting a CANCEL", mail, method != "CANCEL" or len(events) == 1)
        for event in events:
            check("calendar: UID, DTSTAMP, SEQUENCE", mail,
                  all(event.get(name) is not None for name in ("UID", "DTSTAMP", "SEQUENCE", "SUMMARY")))
            check("calendar: times in UTC", mail,
                  all(event.decoded(name).utcoffset().total_seconds() == 0 for name in ("DTSTART", "DTEND")))
            check("calendar: STATUS fits METHOD", mail,
                  str(event["STATUS"]) == ("CANCELLED" if method == "CANCEL" else "CONFIRMED"))
            check("calendar: no attachments, no attendees", mail, "ATTACH" not in event and "ATTENDEE" not in event)


def check_signatures(mail, raw, records):
    wire = raw.replace(b"\n", b"\r\n")
    asked = []

    def dns(name, timeout=5):
        name = name.decode().rstrip(".")
        asked.append(name)
        return records[name].encode()

    for index in range(len(records)):
        try:
            is_right = dkim.DKIM(wire).verify(idx=index, dnsfunc=dns)
        except dkim.DKIMException as error:
            is_right = False
            asked.append(str(error))
        check(f"DKIM {mail['algorithms'][index]}", mail, is_right, asked)
    # The control: the same mail with one letter changed.
    subject = wire.index(b"Subject: ") + len("Subject: ")
    forged = wire[:subject] + b"X" + wire[subject:]
    for index in range(len(records)):
        check("DKIM: a changed mail is refused", mail, not dkim.DKIM(forged).verify(idx=index, dnsfunc=dns))
    second = b"From: somebody@example.com\r\n" + wire
    for index in range(len(records)):
        try:
            is_refused = not dkim.DKIM(second).verify(idx=index, dnsfunc=dns)
        except dkim.DKIMException:
            is_refused = True
        check("DKIM: a second From is refused", mail, is_refused)


def main():
    folder, manifest = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    expected = {mail["message_id"]: mail for mail in manifest["mails"]}
    arrived = defaultdict(int)
    for path in sorted(folder.iterdir()):
        raw = path.read_bytes()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        mail = expected.get(str(message["Message-ID"]).strip())
        if mail is None:
            continue
        arrived[mail["message_id"]] += 1
        check_headers(mail, message)
        check_lines(mail, raw)
        check_words(mail, raw)
        check_texts(mail, message)
        check_calendars(mail, message)
        check_signatures(mail, raw, manifest["records"])
        sent = Path(mail["sent"]).read_bytes().replace(b"\r\n", b"\n").rstrip(b"\n")
        check("bytes as sent", mail, raw.rstrip(b"\n").endswith(sent))
    for mail in manifest["mails"]:
        check("arrived once", mail, arrived[mail["message_id"]] == 1, arrived[mail["message_id"]])
    width = max(map(len, done))
    wrong = defaultdict(int)
    for line in failed:
        wrong[line.split(": " + line.split(": ")[-1])[0]] += 1
    for name, count in done.items():
        bad = sum(line.startswith(name + ": ") for line in failed)
        print(f"  {name:<{width}}  {count - bad:>6} of {count}")
    for line in failed[:20]:
        print("FAILED", line)
    print(f"{len(manifest['mails'])} mails, {sum(done.values())} checks, {len(failed)} failed")
    sys.exit(1 if failed or not expected else 0)


main()
