BBBB BBBBBB BBBBBBBBBB gettext(u'The mobile phone of your account was changed') BBBB gettext(u'A mobile phone opens your account from now on') BBBBB
