# The name of this language, its code in ?lang=, and HTML's lang
language-name = English
language-code = en
language-html = en

service-name = Event applications
skip-to-content = Skip to the content
language-switch = Language
breadcrumb = Where you are
footer-service = This page is made with Uketsuke, a service that takes applications for events.

contact = Contact

steps = Steps of the application
step-enter = Enter
step-check = Check
step-done = Done

badge-required = required
badge-optional = optional
change = Change
answer-yes = Yes
answer-no = No
answer-agree = I agree
answer-ticked = I agree
answer-none = Nothing entered

reception-number = Reception number
calendar-file = Add to your calendar (calendar file)

demo-name = Demonstration
demo-means = This is a demonstration. Mail is not sent, but kept on this computer.
demo-mailbox = Read the mail
mail-file-size = { $bytes } bytes
