BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
BBBBB BBBBB gettext(u'Ask for cancellation') BBBBBBBB
BBBBB BBBBBXXXXXXXXXBBBBBBBB
BBBBB BBBBBBBBBBB _("Ask for cancellation") BBBBBBBB
BBBBB BBBBBBB
XXXX gettext(u'Ask for cancellation') XXXXX
 gettext(u'You give up %(number)s for %(product)s') SSS SSSS SS SSSSSSSSSS SSS SSSSSSSSSSS gettext(u'It cannot be taken back once it is decided.') BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBB BBBBBBBBBBBBB BBBBBBBBB BBBBBBBBBBB BBBBBBBBBBBBB
BB BBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
XXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'What follows from it') XXXXXXXXX XXXXXXXXXXXXXXXXXXXXXX
  XXXX gettext(u'The register shows the certificate as cancelled for ever; whoever scans the code is told so.') XXXXX
  XXXX gettext(u'The mark comes off packages, web pages and advertisements on the day of the decision; stocks with the mark must not be used up.') XXXXX
  XXXX gettext(u'The number is not given again. For a new certificate you apply anew and are reviewed anew.') XXXXX
  XXXX gettext(u'A change that is being decided is closed.') BB BBBBBBBBBBB XXXXXXXX gettext(u'The renewal you have begun can no longer be submitted.') XXXXXXXXXBBBBBXXXXX
  XXXX gettext(u'Until the decision everything stays as it is, and you can take the request back.') XXXXXXXXXX
  XXX gettext(u'Has only the name, address, trademark or model changed? Then ask for a change instead: the certificate goes on under a new number.')  XX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBXX gettext(u'Ask for a change') XXXXXXXXXXXXXXXXXXXXXXXX
XXXXX XXXXXXXXXXXXX XXXXXXXXXXXBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBXXXX XXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXX gettext(u'Ask for cancellation') XXXXXXXXX XX XXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBXX gettext(u'Keep the certificate') XXXXXXXXXXXXXXXXXBBBBB
BBBBBBBB
