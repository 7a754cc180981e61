BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
 #

BBBBB BBBBB gettext(u'Too many requests') BBBBBBBBBBBBB BBBBBXXXXXXXXX XXXXXXXBBBBBBBB
BBBBB BBBBBBBXXXX gettext(u'Too many requests') XXXXX
XXX ngettext(u'Too many requests came from your network or account in a short time. Please wait %(seconds)s second, then try again.', u'Too many requests came from your network or account in a short time. Please wait %(seconds)s seconds, then try again.', count) SSS SSSS SSSSSSSS SSSS SSSS SSSS SSSSSSS SS SSSSSSS SS S SSSSS SSSSS SSSSSS SSSS SSSSSSSSSSS SSSSSSS SSSS SSS SSSSSSPPP PPPP PPPPPPPP PPPP PPPP PPPP PPPPPPP PP PPPPPPP PP P PPPPP PPPPP PPPPPP PPPP PPPPPPPPPPP PPPPPPPP PPPP PPP PPPPPPXXXX
XXX gettext(u'What you saved is not lost. To send the same form again, go back in your browser.') XXXX
XXXX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXX XXXXXXXXXBBBB BBBBBBB  gettext(u'To the front page') XXXXXXXXXX
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
