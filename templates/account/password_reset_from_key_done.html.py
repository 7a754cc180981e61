BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
BBBBB BBBBBBBBBB gettext(u'The password is changed') BBBBBBBB
BBBBB BBBBBBB
XXXX gettext(u'The password is changed') XXXXX
XXX gettext(u'Sign in with the new password. All other sessions of this account are ended.') XXXX
XXXX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXX XXXXXXXX gettext(u'Sign in') XXXXXXXXXX
BBBBBBBB
