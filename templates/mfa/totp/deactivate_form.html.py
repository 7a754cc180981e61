BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
BBBBB BBBBBBBBBB gettext(u'Switch off codes of an app') BBBBBBBB
BBBBB BBBBBBB
XXXX gettext(u'Switch off codes of an app?') XXXXX
XXX gettext(u'Afterwards the password alone opens your account, unless you have a passkey.') BB BBBBBBBBBBBBB  gettext(u'The pages of staff stay closed until you set up one or the other again.') BBBBBXXXX
XXXXX XXXXXXXXXXXXX XXXXXXXXBBB BBBBBBBBBBBBBBBBBBBBBXXBBBBBBBBBB
XXXX XXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXX gettext(u'Switch off') XXXXXXXXX XX XXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBXX gettext(u'Cancel') XXXXXXXXXXXXXXXXX
BBBBBBBB
