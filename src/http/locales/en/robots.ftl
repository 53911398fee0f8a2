trap-label = Please leave this field empty
proof-wait = Getting ready to send. It will be sent as soon as it is ready; please wait.
hurdle-trap = Your application has not been sent yet
hurdle-trap-why = Something was entered in a field that cannot be seen and that is there to stop programs which send forms by themselves. A device that fills in forms for you may have done this.
hurdle-trap-do = What you entered has been kept. If you are applying yourself, please press the button below; the hidden field will be emptied. If it does not work, please ask the contact below.
hurdle-quick = Please press the button once more
hurdle-quick-why = The form came very soon after the page was opened, so we make sure that no program sent it by itself. Your application is not complete yet.
hurdle-quick-do = What you entered has been kept. Please wait a few seconds and press the button below.
hurdle-many = Please wait a little and send it again
hurdle-many-why = Many applications have come from the same place (the same internet connection) in a short time. Your application is not complete yet.
hurdle-many-do = { $seconds ->
    [one] What you entered has been kept. Please wait a second
   *[other] What you entered has been kept. Please wait about { $seconds } seconds
} and press the button below. Do not close this page.
hurdle-send = Apply with this
hurdle-check = Go to the check page
hurdle-kept = Everything you entered is sent with it.
check-company-differs = The name registered for this corporate number is “{ $name }”. Please check the number or the name. You can also apply as it is.
company-candidates = { $number ->
    [one] One suggestion. Choose it with the arrow keys.
   *[other] { $number } suggestions. Choose one with the arrow keys.
}
company-candidates-none = No suggestions. Please go on typing.
postal-choose = This postal code has { $number } towns. Please choose one.
