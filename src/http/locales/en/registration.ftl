done-title = Your application is complete | { $event }
done-heading = We have received your application
done-next = What happens next
done-next-mail = We send a confirmation with your reception number to the email address you entered.
done-next-no-mail = Even if no mail arrives, your application stands.
done-next-bring = On the day, please tell your reception number or your name at the reception desk.
done-next-wait = When a seat becomes free, we tell people by email, in the order of their applications.
done-next-print = Please write down your reception number or print this page.
done-manage = Open your application’s page
done-manage-means = On that page you can see your application and withdraw it. Please do not share its address.

standing-confirmed = Your place is confirmed
standing-confirmed-means = A seat is kept for you. We look forward to seeing you.
standing-joined = Your place is confirmed (your company’s seat)
standing-joined-means = Somebody from your company had already applied, so you have joined your company’s seat. No further seat was used.
standing-waitlisted = You are on the waiting list
standing-waitlisted-means = You do not have a seat yet. When one becomes free, we tell people by email, in the order of their applications.
standing-position = You are number { $position } on the list now.
standing-withdrawn = Withdrawn
standing-withdrawn-means = This application has been withdrawn. If you would like to come after all, please apply again.
standing-cancelled = This session is cancelled
standing-cancelled-means = The organizer has cancelled this session. We are sorry. Please ask the contact below for details.
standing-over = This session is over
standing-over-means = This session has taken place. Thank you.

manage-title = Your application | { $event }
manage-heading = Your application
manage-change = Change your answers
manage-withdraw = Withdraw your application
manage-event-page = See the event’s page
notice-withdrawn = Your application has been withdrawn. We are sending you a confirmation by email.
notice-changed = Your changes have been saved.

withdraw-title = Withdraw your application | { $event }
withdraw-heading = Withdraw your application?
withdraw-seat = If you withdraw, your seat goes to somebody else. This cannot be undone.
withdraw-waiting = If you withdraw, you lose your place on the waiting list. This cannot be undone.
withdraw-button = Withdraw
withdraw-back = Go back without withdrawing

unsubscribe-title = Stop announcements by email
unsubscribe-means = This stops announcements, surveys and invitations from { $organization } to your address.
unsubscribe-own-mail = Mail about your own applications, such as confirmations and changes of time or place, still comes.
unsubscribe-button = Stop announcements
unsubscribe-stopped = Announcements are stopped
unsubscribe-stopped-means = { $organization } sends no more announcements to your address.
unsubscribe-again = Receive them again
unsubscribe-resumed = You receive announcements from { $organization } again.
