console-name = Console
console-navigation = Console menu
console-events = Events
console-no-events = There are no events yet.
console-public-page = See the public page
footer-console = Uketsuke console
sign-out = Sign out

sign-in = Sign in
sign-in-operator = If you run this service
sign-in-command = This command makes a link.
sign-in-command-label = Command that makes a link
sign-in-press = Press the button to enter the console.
sign-in-button = Sign in
sign-in-why-button = Mail scanners sometimes open links by themselves, so the link is not used up until you press the button.
sign-in-failed = This link has been used or is too old. Please ask for a new one.
sign-in-press-again = It could not be confirmed that the button was pressed on this page. Please press it again.
signed-out = You have signed out.

mail-is-caught = No mail server is configured: mail is not sent, but collected here.
mails-in-trouble = { $number ->
    [one] { $number } mail could not be sent, or may not have arrived.
   *[other] { $number } mails could not be sent, or may not have arrived.
}

mail-is-held = Whoever runs this service has stopped all mail. It goes out in order when it is released.
mail-server-refuses = The mail server takes no mail: mails stay in the queue. Please tell whoever runs this service.
own-mail-is-held = Mail of this organization is on hold. It goes out in order when the hold ends.
mail-is-rehearsed = This is a rehearsal: mail goes to staff, not to applicants.
worker-is-missing = No worker has been seen for a minute: mails stay in the queue. Please tell whoever runs this service.
query-failed = The address asks for a state, search or page that does not exist, so everything is shown from the beginning.

console-back = To the list of events
console-stale-form = Nothing was done
console-stale-form-why = This page is out of date, so we stopped to be safe. Please go back, reload the page, and press the button again.
console-forbidden = You are not permitted to do this
console-forbidden-why = If you need to, please ask the owner of your organization.
console-not-found = Not found
console-not-found-why = The address is wrong, it is gone, or it does not belong to your organization.
console-method = This address cannot be opened directly
console-method-why = It is used only when a button is pressed.
console-changed = Nothing was done
console-changed-why = The state has changed since you opened the page. Please go back, reload it, and look at the state now.
console-bad-query = This cannot be shown
console-bad-query-why = The address asks for a state, search, encoding, column or page that does not exist. Please use the buttons and links of the pages.
console-internal = Something went wrong here
console-internal-why = Please check in the list whether it was done. If it happens again, give the number below to whoever runs this service.
console-unavailable = The database does not answer now
console-unavailable-why = Please reload the page in a moment, and check in the list whether it was done.

event-state-draft = draft
event-state-published = published
event-state-closed = closed
event-state-cancelled = cancelled

column-event = Event
column-state = State
column-next = Date
column-sessions = Sessions
column-capacity = Capacity
column-left = Left
column-name = Name
column-kana = Reading
column-company = Company
email-bounced = undeliverable ({ $status })
column-email = Email
column-phone = Telephone
column-people = People
column-source = Channel
column-received = Arrived
column-registered = Registered
column-subject = Subject
column-recipient = To
column-caught = Time
column-kind = Kind
column-attempts = Attempts
column-due = Due or done
column-reply = Last reply
column-actions = Actions
unit-person = { $number } people
unit-company = { $number } companies

state-all = All
state-pending = Not final
state-waitlisted = Waiting list
state-offered = Offered
state-confirmed = Confirmed
state-entered-draw = In the draw
state-withdrawn = Withdrawn
state-declined = Declined
state-declined-offer = Offer declined
position = no. { $position }

source-web = Web
source-api = API
source-telephone = Telephone
source-mail = Email
source-fax = Fax
source-paper = Paper
source-list = List
source-counter = Counter
source-other = Other

attendees = Registrations
attendees-tabs = Filter by state
attendees-none = There are no registrations in this state.
attendees-not-found = No registration matches “{ $query }”.
search = Search
search-hint = By name, reading, company, last four digits of the telephone number, email or reception number.
search-button = Search
pages = Pages
pages-first = First page
pages-next = Next page
export = Export the list
export-xlsx = Excel (.xlsx)
export-csv-utf8 = CSV (UTF-8)

outbox = Mail delivery
outbox-means = Where the mails of applications stand. Addresses are partly hidden.
outbox-empty = There are no mails.
mail-queued = queued
mail-sending = sending
mail-retry = waiting to retry
mail-sent = sent
mail-unknown = delivery unknown
mail-failed = failed
mail-held = held
mail-aborted = aborted
mail-bounced = bounced
mail-caught = kept, not sent
mail-other = other
kind-confirm-address = Address to be confirmed
kind-registration-received = Application received
kind-registration-confirmed = Confirmation
kind-changed = Application changed
kind-withdrawn = Withdrawal
kind-seat-offered = Seat offered
kind-offer-expired = Offer expired
kind-promoted = Promotion
kind-accepted = Selected
kind-declined = Not selected
kind-draw-result = Result of the draw
kind-session-changed = Session changed
kind-session-cancelled = Session cancelled
kind-reminder = Reminder
kind-thank-you = Thanks
kind-survey = Survey
kind-announcement = Announcement
kind-resend-link = Link sent again
kind-attendee-registered = Attendee registered
kind-attendee-withdrawn = Attendee withdrawn
kind-invitation = Invitation
kind-application-by-mail = Answer to an application by mail
kind-staff-invited = Staff invited
kind-sign-in-link = Sign-in link
kind-staff-new-registration = New applications (staff)
kind-export-ready = List ready (staff)
kind-retention-warning = Personal data will be purged (staff)
kind-test = Test
kind-other = Other
mail-retry-button = Send again
mail-abort-button = Stop sending

mailbox = Mail kept unsent
mailbox-means = Mail that would have been sent if a mail server were configured.
mailbox-empty = There is no mail yet.
mail-text = Text
mail-html = HTML
mail-html-alone = Open the HTML part alone
mail-attachments = Attachments
mail-retry-reason = Why send it again? It may have arrived.

drafts = Applications by mail
drafts-means = Mails to an event, read as drafts of applications. Compare each with the mail itself; if it is right, accept it. It keeps the time at which the mail came.
drafts-empty = No mail waits to be looked at.
draft-received = Came in
draft-sender = Sender
draft-others = Coming along
draft-attachments = Attachments
draft-attachments-number = { $number } (for safety neither opened nor kept)
draft-original = Show the mail itself
draft-session = Session
draft-confirm = Accept as an application
draft-dismiss = Put aside: not an application
draft-needs-session = Choose a session, then press again.
draft-incomplete = Something in it cannot be accepted as it is. Ask the applicant, enter the application and press "Correct and register".
draft-registered = This person has applied for this session already. If it is the same application, put the mail aside.
draft-refused = The session is full or not open for applications. Choose another, or write to the applicant.

column-answers = Answers
answers-number = { $number ->
    [one] { $number } answer
   *[other] { $number } answers
}
agreed-to = (agreed to: { $words })
