BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
BBBBB BBBBB gettext(u'Welcome') BBBBBBBB
BBBBB BBBBBXXXXXXXXXBBBBBBBB
BBBBB BBBBBBB
XXXX gettext(u'Register your enterprise') XXXXX
XX XXXXXXXXXXXXX gettext(u'Before you can apply we need to know for whom you act. It takes two minutes.') XXXX
XXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'Have this at hand') XXXXX
  XXX XXXXXXXXXXXXXX
    XXXX gettext(u'the name and the 18-character credit code of the licence') XXXXX
    XXXX gettext(u'the county or district where the enterprise is registered') XXXXX
  XXXXXXXXX XXXXXXXXXXXXXXXXXX
  XX XXXXXXXXXXXX XXXXXX gettext(u'Whoever registers the enterprise becomes its owner and signs the pledge. Everything is free of charge.') XXXX
XXXXXXXXXXXXXXXX
XX XXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBXX gettext(u'Register my enterprise')  BBBB BBBBBBBBBBBBBXXXXXXXX
BBB BBB BB BBBBBBBBBBBBBBBBXXXXXXXX XXXXXXXXXXXXXXXBBBB BBBBBBBBBBBBBBBBBXXXXXXX XXXXXXBBB BBBBBBBBBBBBBB BBBBBBXX gettext(u'Your request to join an enterprise is waiting for its answer.') XXXXXXXXXXXXXXXXXXXXBBBBBB
BBBBBBB BBBBBBBBBBBBBBBBBBBBBB
BBBBBBBB
