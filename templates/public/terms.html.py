BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
 #

BBBBB BBBBB gettext(u'Terms of use') BBBBBBBB
BBBBB BBBBBXXXXXXXXX XXXXXXXBBBBBBBB
BBBBB BBBBBBB
XXXXXXXX XXXXXXXXXXXXXXXXXX
XXXX gettext(u'Terms of use') XXXXX
XX XXXXXXXXXXXXXX gettext(u'Version of %(updated)s') SSSSSSS SS SSSSSSSSSSSXXXX
XXXX gettext(u'Reading and verifying') XXXXX
XXX XXXXXXXXXXXXXX
  XXXX gettext(u'Guide, notices, register and verification are open to everyone, without registration and free of charge.') XXXXX
  XXXX gettext(u'An answer of the register is true for the time that stands beside it. A printed or forwarded copy of it is no certificate.') XXXXX
  XXXX gettext(u'A number shows the entry of the register. Only the verification code, or the original file, shows that a document is genuine.') XXXXX
  XXXX gettext(u'The register may be downloaded and used further, with its source and the date of the query.') XXXXX
XXXXX
XXXX gettext(u'Applying') XXXXX
XXX XXXXXXXXXXXXXX
  XXXX gettext(u'Applying is free of charge. Nobody may ask for money in the name of this site.') XXXXX
  XXXX gettext(u'Whoever applies pledges that everything handed in is true. Fraud ends the application and bars the enterprise from applying again.') XXXXX
  XXXX gettext(u'Accounts belong to one person. Passwords and second factors are not shared; several people act for an enterprise with an account each.') XXXXX
  XXXX gettext(u'What was handed in is frozen with its time and its hash. It is corrected by a new version, never overwritten.') XXXXX
XXXXX
XXXX gettext(u'What is not allowed') XXXXX
XXX XXXXXXXXXXXXXX
  XXXX gettext(u'Guessing codes, receipt numbers or passwords, and trying to reach the data of others.') XXXXX
  XXXX gettext(u'Showing answers of this site under another address as if they came from here.') XXXXX
  XXXX gettext(u'Using a certificate or its mark while it is suspended, or after it was revoked, cancelled or has expired.') XXXXX
XXXXX
XXXX gettext(u'When something is wrong') XXXXX
XXX gettext(u'Every decision states its reason, its remedy and the time for it. An entry of the register that is wrong is corrected on a report.') BB BBBBBBBBBBBBBBBBBBB  _("Reports and complaints:") FFFXX XXXXXXXXXXX XXXXXXXXXXFFFFF FXXXXXXBBBBBXXXX
XXXXX XXXXXXBBB BBBBBBBBBBBBBBBBXX gettext(u'Privacy notice') XXXXXXXX
XXXXXXXXXX
BBBBBBBB
