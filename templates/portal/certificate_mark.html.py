BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
BBBBB BBBBB gettext(u'Mark files') BBBBBBBB
BBBBB BBBBBBBBBBB _("Mark files") BBBBBBBB
BBBBB BBBBBBB
XXXX gettext(u'Mark files') XXXXX
XX XXXXXXXXXXXXX gettext(u'For %(product)s, %(number)s. Each file carries number, last day and a QR code of its own; letters are outlines, so that it looks the same everywhere.') SSS SSSSSSSSSSSS SSSSSSSSSSS SSSS SSSS SSSSSSS SSSSSSS SSSS SSS SSS S SS SSSS SS SSS SSSS SSSSSSS SSS SSSSSSSSS SS SSSS SS SSSSS SSS SSSS SSSSSSSSSSSXXXX
BB BBBBB gettext(u'No mark files now') BBB BBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBB BB BBBB gettext(u'What you may and must do now') BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBB BBBBBBBBBBBBBBBBB BBBBBBBBBB BBBBBBBBBBB BBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBB
XXXX XXXXXXXXXXXXXXXX
  XXXXXBBB BBBBBBB BB BBBBBBBB
    XXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXX
      XX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXX XXXXXXXX XXXXXXXXX XXXXXXXXXXXXXXXXXXX
      XX XXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXX XXXXXXXXXBBBB BBBBBBBBBB XXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXBBB BBBB BB BBBBBBBBBBBXX XXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXX XXXXXXXXXBBBB BBBBBBBBBB XXX  XXXXXXX XXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXBBBBBBXXXXXXXXXXXXXXXXXXXXBBBBBB
    BB BBBBBBBXXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'For your web page') XXXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'Put the SVG file on your own server and paste these lines. The link leads to the register, which alone proves that the certificate is valid.') XXXXXXXX XXXXXXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXX gettext(u'For your web page') XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXBBBBB
  XXXXXX
  XXXXXXX
    XXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'Rules of use') XXXXXXXXX XXXXXXXXXXXXXXXXXXXXXX
      XXXX gettext(u'Only on the product or service, model and scope that the certificate names.') XXXXX
      XXXX gettext(u'Only while the certificate is valid: after suspension, revocation, cancellation or the last day it comes off everywhere at once.') XXXXX
      XXXX gettext(u'Whole and in proportion: nothing is added, cut off or coloured differently.') XXXXX
      XXXX gettext(u'Large enough to be scanned: in print the label at least 60 mm wide and the strip 120 mm, on a screen 300 and 640 pixels.') XXXXX
      XXXX gettext(u'Never so that it looks like an official quality guarantee, a compulsory certification or a state award.') XXXXX
      XXXX gettext(u'It may not be lent, sold or passed on to suppliers or dealers for other goods.') XXXXX
      XXXX gettext(u'Misuse is a ground for suspension; serious abuse is a ground for revocation.') XXXXXXXXXXXXXXXXXXXXXXXXXX
    BBBBBBB BBBBBBBBBBBBBBBBBBBBBB
  XXXXXXXX
XXXXXX
BBBBBBBB
