BBBB BBBBBBBBBBBBBB BBB gettext(u'Your account has another address now') BBBBBBBBBBBBB
