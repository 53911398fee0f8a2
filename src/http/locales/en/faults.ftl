error-prefix = Error:{" "}
errors-heading = { $number ->
    [one] Please check { $number } answer
   *[other] Please check { $number } answers
}
form-as-a-whole = Your answers

fault-empty = { $label }: please enter this.
fault-empty-choice = { $label }: please choose an answer.
fault-empty-tick = { $label }: please tick the box.
fault-too-long = { $label }: this is too long. Please shorten it.
fault-too-short = { $label }: this is too short. Please write it in full.
fault-too-many = { $label }: there are too many. Please take some away.
fault-characters = { $label }: this contains characters that cannot be used, perhaps invisible ones. Please delete it and type it again.
fault-email = { $label }: this does not look like an email address. Please check the parts before and after the @.
fault-email-ascii = { $label }: please use letters, digits and symbols of English before the @.
fault-phone = { $label }: the number of digits does not fit. Please include the area code.
fault-corporate-number = { $label }: please check the 13 digits. You may leave this empty.
fault-kana = { $label }: please use hiragana or katakana.
fault-number = { $label }: please enter a number.
fault-range = { $label }: this is outside of what can be accepted. Please enter another number.
fault-limit = { $label }: at most { $limit }, please.
fault-date = { $label }: please enter a date that exists.
fault-choice = { $label }: please choose again.
fault-choice-full = { $label }: not enough is left of what you chose. Please choose something else.
fault-more-attendees = There are more names than people. Please check the number of people.
fault-seats-left = { $limit ->
    [one] { $label }: only { $limit } more seat is free.
   *[other] { $label }: only { $limit } more seats are free.
}
fault-no-seats = { $label }: no more seats are free at the moment.
fault-company-people = { $limit ->
    [one] One company can bring { $limit } person in all.
   *[other] One company can bring { $limit } people in all.
}
fault-already-registered = Somebody of this name has already registered. Please check the name.
fault-form-expired = Some time has passed since you opened this page. Please look over your answers, which are kept, and continue.
fault-general = { $label }: please check this again.
fault-same-wish = { $label }: please choose a session that is not among your other choices.
