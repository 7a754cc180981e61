BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
 #

BBBBB BBBBBBB BBBBBBBB gettext(u'Not saved: the application was closed') BBBB gettext(u'This page is closed') BBBBBBBBBBBBB
BBBBB BBBBBXXXXXXXXXBBBBBBBB
BBBBB BBBBBBB
XXXXBB BBBBBBBB gettext(u'This was not saved') BBBB gettext(u'This page is closed') BBBBBXXXXX
XX XXXXXXXXXXXXXXXXX
XXXBB BBBBBBBBBBBBB gettext(u'It came back to be corrected: only what the notice names can be changed now, and this is not part of it.') BBBB BBBBBBBBBB BBBBB gettext(u'What you typed here since then was not saved. It stands below: copy what you still need.') BBBB gettext(u'What you sent from this window changed nothing. There is no text in it that is not stored.') BBBBBBBBB BBBBB gettext(u'What you typed here before and could not save stands below: copy what you still need.') BBBB gettext(u'Nothing can be entered here any more.') BBBBBXXXX
BBBBBBB BBBBBBBBBBBBBBBBBBB
BB BBBBBBBBB BBB BBB BBBBBBBBBBBBBXX XXXXXXXXXXXXXX gettext(u'Do you have to add or change something? Write it to the office that handles the case: on the page of the application.') XXXXBBBBB
XXXX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXX XXXXXXXXBB BBBBBBBBBBB gettext(u'Open the application') BBBB gettext(u'My applications') BBBBBXXXXXXXXXX
BBBBBBBB
