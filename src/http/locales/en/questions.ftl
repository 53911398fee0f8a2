badge-required-if = required if it applies
question-when = Only if you answered “{ $answers }” to “{ $question }”.
question-when-any = Only if you chose anything at “{ $question }”.
question-when-or = ” or “
date-hint = For example: 2026-10-15, 15 October 2026
number-at-least = A number of { $least } or more.
number-at-most = A number up to { $most }.
number-between = A number from { $least } to { $most }.
choices-at-least = Please choose at least { $least }.
choices-at-most = You can choose up to { $most }.
choices-between = Please choose { $least } to { $most }.
choice-left = { $left } left
choice-none-left = none left

address-postal-code = Postal code
address-postal-code-hint = Seven digits.
address-prefecture = Prefecture
address-city = City, town or village
address-street = Street and number
address-building = Building and room

file-hint = You can send one file ({ $types }) of up to { $size }.
file-types-or = ,{" "}
file-words = { $name } ({ $size })
file-chosen = File that you sent: { $file }
file-remove = Take this file back
file-replace = Choose again only if you want to send another file instead.

fault-empty-file = { $label }: please choose a file.
fault-postal-code = { $label }: please enter seven digits.
fault-number-small = { $label }: please enter a number of { $limit } or more.
fault-number-large = { $label }: please enter a number of { $limit } or less.
fault-few-chosen = { $label }: please choose at least { $limit }.
fault-many-chosen = { $label }: you can choose up to { $limit }. Please choose fewer.
fault-file-empty = { $label }: the file is empty. Please choose another one.
fault-file-large = { $label }: the file is too large. Please choose one of up to { $limit }.
fault-file-type = { $label }: this kind of file cannot be accepted. Please choose one of the kinds that are listed.
fault-file-gone = { $label }: please choose the file again. Too much time has passed since you sent it.

fault-file-later = { $label }: the file cannot be taken now. Please choose it again later, or ask the contact.
