BBBB BBBB BBBBB #
XXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXXX XXXXXXXXXBB BBBBBBBXX XXXXXXXXXXXX XXXXXXXXXXXXXXBBBB BBBBBBBBBBBBBBBBBB  gettext(u'Your text was not sent: the session had expired or there were too many requests. It is here again; files have to be chosen once more.') XXXXBBBBB
