BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
BBBBB BBBBB gettext(u'Request to join') BBBBBBBB
BBBBB BBBBBXXXXXXXXXBBBBBBBB
BBBBB BBBBBBB
XXXXBB BBBBBBBBBBBBB gettext(u'Your request was declined') BBBB gettext(u'Your request was sent') BBBBBXXXXX
XX XXXXXXXXXXXXX gettext(u'An enterprise with the credit code %(code)s is registered already.') SS SSSSSSSSSS SSSS SSS SSSSSS SSSS SSSSSSSS SS SSSSSSSSSS SSSSSSSS
BB BBBBBBBBBBBBB gettext(u'It has declined your request. Speak with your colleagues; you can ask again after 30 days, or be invited at any time.') BBBB gettext(u'We have asked it to let you in. You get a message as soon as it has answered.') BBBBBXXXX
BB BBB BBBBBBBBBBBBBXXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'What happens next') XXXXXXXXX XXXXXXXXXXXXXXXXXXXXXX
XXXX gettext(u'Whoever manages the enterprise here sees your name and contact and decides. Until then you see nothing of it.') XXXXX
XXXX gettext(u'If you know the colleague, tell them: the request is under My enterprise, Members.') XXXXX
XXXX gettext(u'If nobody of your enterprise can answer any more, call the help line. With a letter of the enterprise we can appoint you.') XXXXX
XXXX gettext(u'If the credit code was mistyped, register again with the right one.') XXXXXXXXXXXXXXXXXXXXXXXXXXBBBBB
XX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBXX gettext(u'Register another enterprise') XXXXXXXX
BBBBBBB BBBBBBBBBBBBBBBBBBBBBB
BBBBBBBB
