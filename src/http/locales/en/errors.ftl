error-home = To the list of events
error-request-id = If you contact us, please tell us this number: { $id }

error-bad-form = What you sent could not be read
error-bad-form-why = Part of it was lost on the way, or the page had not loaded properly. Your application has not been received.
error-bad-form-do = Please open the event’s page again and try once more.
error-expired = This page has been open for too long
error-expired-why = For your safety, applications from old pages are not accepted. Your application is not complete.
error-expired-do = Please go back to the previous page in your browser, reload it, and try again.
error-forbidden = You cannot see this page
error-forbidden-why = You do not have the right to see this page.
error-forbidden-do = If you need it, please ask the administrator of your organization.
error-not-found = This page was not found
error-not-found-why = The address may be cut short, or the page may be gone.
error-not-found-do = If you followed a link in a mail, please check that the link is complete.
error-method = This page cannot be opened this way
error-method-why = This page is reached by pressing a button, and seems to have been opened directly.
error-method-do = Please start again from the event’s page.
error-too-large = What you sent is too large
error-too-large-why = It is more than can be accepted at once. Your application has not been received.
error-too-large-do = Please go back to the previous page in your browser, shorten long texts, and try again.
error-internal = Something went wrong on our side
error-internal-why = We are sorry. It was not because of anything you entered.
error-internal-do = Please try again later. Your confirmation mail, or the contact, can tell you whether your application was received.
error-unanswered = We could not answer
error-unanswered-why = We are sorry. We cannot tell yet whether what you sent has been carried out.
error-unanswered-do = { $seconds ->
    [one] Please wait a second
   *[other] Please wait about { $seconds } seconds
} and press “reload” in your browser. Even in the middle of an application, nothing is accepted twice.
error-busy = We are very busy right now
error-busy-why = Your application has not been received yet. You have lost neither a seat nor your place.
error-busy-do = { $seconds ->
    [one] Please wait a second,
   *[other] Please wait about { $seconds } seconds,
} then press “reload” in your browser. Your answers are sent as they are.
error-too-many = Please wait a little and try again
error-too-many-why = In a short time, many pages that cannot be opened were asked for from the same place (the same internet connection).
error-too-many-do = { $seconds ->
    [one] Please wait a second
   *[other] Please wait about { $seconds } seconds
} and try again. If you followed a link in a mail, please check that the link is complete.
