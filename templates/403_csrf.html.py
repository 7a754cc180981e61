BBBBBBB BBBBBBBBBBBBBB BBBB #

BBBBB BBBBBBBXXX gettext(u'This was not saved: the page was open too long, or you signed in anew in another window.') XXXX
XXX gettext(u"Go back with your browser's button: what you typed is usually still there. Copy it before you reload the page, then put it in again and send it. What you typed into a score sheet is kept on this device and offered when you open the sheet anew.") XXXXBBBBBBBB
