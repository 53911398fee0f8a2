events-title = Events you can apply for
events-heading = Events
events-intro = Choose the event you would like to apply for.
events-none = There are no events at the moment.
events-more-sessions = See the other sessions ({ $number })
event-for-organizer = Organized by { $name }

event-dates = Dates
event-dates-several = { $from } to { $to }
event-places = Places

event-audience = For whom
event-cost = Cost
event-free = Free of charge
event-how = How to apply
event-how-live = Choose a session below and press “Apply”.
event-how-not-live = At the moment, no session can be applied for on this page.
event-over = This event has taken place. Thank you.
event-how-phone = You can also call us:
event-sessions = Sessions
event-only-session = Seats and application
event-months = Choose a month
event-past = Past sessions ({ $number })
event-applied = If you have already applied
event-applied-means = To see, change or withdraw your application, use the link in your confirmation mail.
event-lost-link = Send me the link again

session = Session
session-when = Date and time
session-where = Place
session-online = Online
session-join = Open the page to join
session-seats = Seats
session-counted = As of { $when }
session-period = Applications
session-opens = From { $when }
session-closes = Until { $when }
session-closes-never = Until all seats are taken
session-apply = Apply
session-apply-waitlist = Join the waiting list
session-waitlist-means = All seats are taken. When a seat becomes free, it goes to the next person on the waiting list.
session-not-open-means = You can apply here as soon as applications open.
session-full-means = All seats are taken. If a seat becomes free, you can apply here again.
session-closed-means = Applications are closed.
session-cancelled-means = The organizer has cancelled this session. We are sorry. Please ask the contact below for details.

status-not-open = not open yet
status-open = open
status-full = full
status-waitlist = waiting list open
status-closed = closed
status-cancelled = cancelled
status-over = over

seats-left-person = { $left ->
    [one] { $left } seat left
   *[other] { $left } seats left
} (of { $capacity })
seats-left-company = { $left ->
    [one] Room for { $left } more company
   *[other] Room for { $left } more companies
} (of { $capacity })
seats-full-person = Full ({ $capacity } seats)
seats-full-company = Full ({ $capacity } companies)
capacity-person = { $capacity } seats
capacity-company = { $capacity } companies
waiting-number = { $waiting ->
    [0] Nobody is waiting.
    [one] { $waiting } application is waiting.
   *[other] { $waiting } applications are waiting.
}
seats-draw-person = { $capacity } seats, given by lot
seats-draw-company = places for { $capacity } companies, given by lot
seats-selection-person = { $capacity } seats; the organizer selects
seats-selection-company = places for { $capacity } companies; the organizer selects

rehearsal = Rehearsal
rehearsal-means = This is a rehearsal. What you send here is no application, and will be erased.
