BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
 #

BBBBB BBBBB gettext(u'Accessibility statement') BBBBBBBB
BBBBB BBBBBXXXXXXXXX XXXXXXXBBBBBBBB
BBBBB BBBBBBB
XXXXXXXX XXXXXXXXXXXXXXXXXX
XXXX gettext(u'Accessibility statement') XXXXX
XX XXXXXXXXXXXXX gettext(u'Everybody should be able to apply, follow a case and verify a certificate here, with whatever device and help they use.') XXXX
XX XXXXXXXXXXXXXX gettext(u'Version of %(updated)s') SSSSSSS SS SSSSSSSSSSSXXXX
XXXX gettext(u'What we build to') XXXXX
XXX gettext(u'The pages are made to the Web Content Accessibility Guidelines (WCAG) 2.2, level AA, and are checked by program in Chinese and in English, on a screen and on a telephone.') XXXX
XXX XXXXXXXXXXXXXX
  XXXX gettext(u'Large text and high contrast: the two switches at the top of every page; the choice is remembered for a year.') XXXXX
  XXXX gettext(u'Every page works with the keyboard alone; the first link leads past the navigation.') XXXXX
  XXXX gettext(u'Every page works without scripts; errors are listed above the heading and lead to their fields.') XXXXX
  XXXX gettext(u'States are told in words and by an icon, never by color alone; every picture of a flow has the same as a table.') XXXXX
  XXXX gettext(u'Pages are in simplified Chinese and English; the language is marked for screen readers.') XXXXX
  XXXX gettext(u'Pages can be enlarged to 200 %% and need no sideways scrolling on a telephone.') XXXXX
XXXXX
XXXX gettext(u'What is not accessible yet') XXXXX
XXX XXXXXXXXXXXXXX
  XXXX gettext(u'Files that applicants hand in are shown as they were received; scans have no text.') XXXXX
  XXXX gettext(u'There is no version in sign language and none in easy language.') XXXXX
XXXXX
XXXX gettext(u'Tell us about a barrier') XXXXX
XXXBB BBBBBBBBBBBBBBBB gettext(u'Enquiries')  XX XXXXXXXXXXX XXXXXXXXXXFFFFF FXXXXXXBB BBBBBBBBBBBBBB XXBBBBB gettext(u'.')  BBBBBBB BBBBBBBBBBBBBBBB BBBBB gettext(u'Say which page it was and what you wanted to do; you will be helped to do it another way.') XXXX
XXXXXXXXXX
BBBBBBBB
