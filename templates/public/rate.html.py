BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
 #
 #

BBBBB BBBBB gettext(u'How was the service?') BBBBBBBB
BBBBB BBBBBXXXXXXXXXBBBBBBBB
BBBBB BBBBBBB
XXXX gettext(u'How was the service?') XXXXX
BB BBBB
XXX XXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'Case') XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX FFFFFFFFFFXXXXXXXXXXXXXXXXXXXX gettext(u'Rated stage') XXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'Open until') XXXXXXXX XXXXXXXXXXXXFFFFFFFFFFFFXXXXXXXXXXXXXXXX
XXX gettext(u'Rating is voluntary and changes nothing about the case. It is not stored who rates; whoever handled the case is shown figures only, and only where there are enough of them.') XXXX
XXX ngettext(u'After a bad rating supervision may call the contact person named in the application within %(counter)s working day, to ask what went wrong. Nobody who handled the case takes part.', u'After a bad rating supervision may call the contact person named in the application within %(counter)s working days, to ask what went wrong. Nobody who handled the case takes part.', count) SSSSS S SSS SSSSSS SSSSSSSSSSS SSS SSSS SSS SSSSSSS SSSSSS SSSSS SS SSS SSSSSSSSSSS SSSSSS SSSSSSSSSSS SSSSSSS SSSS SS SSS SSSS SSSS SSSSSS SSSSSS SSS SSSSSSS SSS SSSS SSSSS SSSSSPPPPP P PPP PPPPPP PPPPPPPPPPP PPP PPPP PPP PPPPPPP PPPPPP PPPPP PP PPP PPPPPPPPPPP PPPPPP PPPPPPPPPPP PPPPPPP PPPPP PP PPP PPPP PPPP PPPPPP PPPPPP PPP PPPPPPP PPP PPPP PPPPP PPPPPXXXX
XXXXX XXXXXXXXXXXXX XXXXXXXXXXXBBBBBBBBBB
  BBB BBBBB BB BBBBBBBBB BBBBBBBBBBB
  XXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXXX gettext(u'Send the rating') XXXXXXXXX
XXXXXXX
BBBB
BB BBBBBB BBB BBBBBBBBBBBBB ngettext(u'We are sorry. Supervision, not those who handled the case, calls back within %(counter)s working day and looks into it.', u'We are sorry. Supervision, not those who handled the case, calls back within %(counter)s working days and looks into it.', count) SS SSS SSSSSS SSSSSSSSSSSS SSS SSSSS SSS SSSSSSS SSS SSSSS SSSSS SSSS SSSSSS SSSSSSSSSSS SSSSSSS SSS SSS SSSSS SSSS SSSPP PPP PPPPPP PPPPPPPPPPPP PPP PPPPP PPP PPPPPPP PPP PPPPP PPPPP PPPP PPPPPP PPPPPPPPPPP PPPPPPP PPPP PPP PPPPP PPPP PPPBBBB BBBBBB gettext(u'Ratings are counted together; they decide what is improved next.') BBBB BBBBBBB gettext(u'The case itself is in the portal, with a place to write to the office.') BBBB gettext(u'Each link takes one rating.') BBBBB
BB BBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBB BBBBBBBBBBB BBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBB BBBBBBBBBBB BBBBBBBBBBBBBB
XXXXX XXXXXXBBB BBBBBBBBBBBBBXX gettext(u'To the front page') XXXXXXXX
BBBBB
BBBBBBBB
