BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB
BBBBB BBBBB gettext(u'Not possible') BBBBBBBB
BBBBB BBBBBXXXXXXXXXBBBBBBBB
BBBBB BBBBBBB
XXXXBB BBBBBBB gettext(u'Someone was faster') BBBB gettext(u'This is not possible') BBBBBXXXXX
XX XXXXXXXXXXXXXXXXX
XXXBB BBBBBBB gettext(u'Nothing was changed by you. Open the page again to see how things stand now.') BBBB gettext(u'Nothing was changed. Go back, or call the help line if you do not know why.') BB BBBBBBBBBBBBBBBB XX XXXXXXXXXX XXXXXXX XXXXXXXXXXFFFFF FXXXXXXBBBBBBBBBBXXXX
BB BBBBBXXX gettext(u'What you typed was not saved. It stands below: copy what you still need.') XXXXBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB
XX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBXX gettext(u'My applications') XXXXXXXX
BBBBBBBB
