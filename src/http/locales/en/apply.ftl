apply-title = Apply for { $event }
apply-heading = Apply for { $event }
apply-intro = Please answer everything marked “required”. You can type numbers and kana in any width.
apply-waitlist = All seats of this session are taken. You are applying for the waiting list; free seats are given out in order.
apply-next = Continue and check your answers
apply-next-means = You can look over your answers on the next page. You have not applied yet.

step-progress = Step { $number } of { $total }
step-next = Continue
step-back = Back
step-next-means = Your answers are kept when you go back. You have not applied yet.

group-session = Session
group-wishes-intro = Choose up to { $most } sessions, in the order you prefer. One is enough. You will get a seat in one of them.
group-company = Company or organization
group-applicant = About you
group-attendees = Who will come
group-attendees-intro = { $most ->
    [one] One person of your company can come.
   *[other] Up to { $most } people of your company can come.
} Leave this empty if only you will come. Otherwise, please enter the names. If some are not known yet, enter the number of people, and the names later on your application’s page.
group-questions = Questions from the organizer

field-session = Session you would like to join
field-first-wish = First choice
field-wish = { $number ->
    [2] Second choice
    [3] Third choice
   *[other] Choice { $number }
}
field-wish-hint = You get this session if no seat is free in the ones before it.
wish-none = No further choice
field-company = Name of the company or organization
field-company-hint = We keep one seat for each company.
field-corporate-number = Corporate number (法人番号)
field-corporate-number-hint = The number of 13 digits. It tells companies of the same name apart.
field-name = Name
field-name-hint = For the list at the reception desk.
field-kana = Reading of your name (furigana)
field-kana-hint = So that we say your name correctly. Hiragana or katakana, if you have a Japanese reading.
field-email = Email address
field-email-hint = We send your confirmation and information for the day to it. Please look it over once more.
field-phone = Telephone number
field-phone-hint = For urgent news, such as a cancellation.
field-seats = Number of people
field-seats-hint = Including yourself. You can apply for up to { $most } people at once.
people = { $number ->
    [one] { $number } person
   *[other] { $number } people
}
field-attendee-name = Name of person { $number }
field-attendee-kana = Reading of the name of person { $number }
field-attendee-email = Email address of person { $number }
attendee-add = Add another person

consent-heading = Your personal data
consent-label = Consent to the use of your personal data
consent-statement = I have read the above and agree
consent-purpose = { $organizer } uses your personal data only to handle applications for this event, to contact you, and to run the event.
consent-purpose-limits = Unless a law requires it, your data are not used for anything else or given to anybody else without your consent.

check-title = Check your answers (not complete yet) | { $event }
check-heading = Check your answers
check-not-done = Your application is not complete yet
check-not-done-means = Please look over your answers and press the button at the bottom. To correct an answer, press “Change” next to it.
check-answers = Your answers
check-consented = By applying you agree to this use of your personal data.
check-send = Apply with these answers
check-waits-for = All sessions of your choice are full. You are applying for the waiting list of “{ $session }”; free seats are given out in order.
check-first-wish-full = The session of your first choice is full. You will get a seat in the next of your choices that has enough of them.
check-send-waitlist = Join the waiting list with these answers
check-send-once = Even if you press more than once, only one application is made.

change-title = Change your answers | { $event }
change-heading = Change your answers for { $event }
change-intro = Change what you need to, then press “Save changes” at the bottom. You keep your place in the order of applications.
change-save = Save changes
change-back = Go back without changes

refused-filled = The last seat was taken while you were typing
refused-filled-means = We are sorry: while you were filling in the form, somebody else took the last seat. Your application is not complete.
refused-kept-wait = Your answers are kept. With the button below you can join the waiting list right away.
refused-kept = Your answers are kept. If there are other sessions, you can apply for one right away with a button below.
refused-not-enough = There are not enough seats left
refused-not-enough-means = { $left ->
    [one] We are sorry: only { $left } seat is left.
   *[other] We are sorry: only { $left } seats are left.
} Your application is not complete.
refused-company-limit = Too many people from one company
refused-company-limit-means = { $most ->
    [one] Only one person of each company can come.
   *[other] At most { $most } people of each company can come.
} Your application is not complete. Please check whether somebody in your company has already applied.
refused-holds-another = You have already applied for another session
refused-holds-another-means = { $limit ->
    [one] Each person can apply for one session of this event.
   *[other] Each person can apply for up to { $limit } sessions of this event.
} To change sessions, open your application’s page from your confirmation mail and choose “Move to another session”. You keep your seat until the new one is yours.
refused-not-open = Applications are not open yet
refused-not-open-means = Please come back when applications are open.
refused-closed = Applications are closed
refused-closed-at = The deadline was { $when }.
refused-closed-means = Your application is not complete. If you would still like to come, please ask the contact below.
refused-cancelled = This session is cancelled
refused-already = You have already applied
refused-already-means = Each person can apply once for a session. Your earlier application stands. We have sent the mail that lets you see it once more, to the address you entered.
refused-already-change = Apply under another name
refused-already-family = Members of your family can apply under their own names with the same email address.
refused-sent = This application has already been received
refused-sent-means = An application from this same form was received before. It stands as it is. The link in the mail we sent you shows it.
refused-sent-others = To apply for somebody else, please start again from the page of the event.
refused-back-to-form = Change the number of people
refused-wait = Join the waiting list
refused-wait-means = When a seat becomes free, we tell people by email, in the order of their applications.
refused-wait-button = Join the waiting list with these answers
refused-others = Apply for another session
refused-other-button = Take this session
refused-event-page = Back to the event’s page
