BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
 #
 #
 #

BBBBB BBBBB gettext(u'Privacy notice') BBBBBBBB
BBBBB BBBBBBB
XXXXXXXX XXXXXXXXXXXXXXXXXX
XXXX gettext(u'Privacy notice') XXXXX
XX XXXXXXXXXXXXX gettext(u'Which personal data this site processes, what for, how long, and what you can demand.') XXXX
XX XXXXXXXXXXXXXX gettext(u'Version of %(updated)s') SSSSSSS SS SSSSSSSSSSSXXXX
XXXXXXXX XXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXX gettext(u'Who is responsible') XXXXXXXXX XXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXX
  XXXXXXXXX gettext(u'Organiser') XXXXXXXXXBBBBBBB BBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBXXXXXXXXXXX
  BB BBBBBBBBBBBBBBBBXXXXXXXXX gettext(u'Address') XXXXXXXXXXXXXXXXXXXXBBBBB
  XXXXXXXXX gettext(u'Contact for personal data') XXXXXXXXXBB BBBBBBBBBBBBBBBBXXXXX XXXXXXXXXXXXXXXXXXXBBBB gettext(u'the organiser named above') BBBBBXXXXXXXXXXX
XXXXXXXXXXXXXXXXXXXXX
XXXX gettext(u'What is processed, and why') XXXXX
XXXX XXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXX
XXXXXXXXXXXXXX XXXXXXXXXXXX gettext(u'Where') XXXXXXXX XXXXXXXXXXXX gettext(u'Whose') XXXXXXXX XXXXXXXXXXXX gettext(u'Data') XXXXXXXX XXXXXXXXXXXX gettext(u'Purpose') XXXXXXXX XXXXXXXXXXXX gettext(u'How long') XXXXXXXXXXXXXXXXXX
XXXXXXXBBB BBB BB BBBBBBBBXXXXXXX XXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXX gettext(u'Whose') XXXXXXXXXX XXXXXXXXXXXX gettext(u'Data') XXBBB BBBB BB BBBBBBBBBB BBB BBBBBBBBBBBB gettext(u', ') BBBBBBBBBBBXXXXXXXX XXXXXXXXXXXX gettext(u'Purpose') XXXXXXXXXX XXXXXXXXXXXX gettext(u'How long') XXBB BBBBBBBBXXXXX XXXXXXXXXXXXXX XXXXX XXXXXXXXXXXXXXBBBBBXXXXXXXXXXBBBBBBXXXXXXXX
XXXXXXXXXXXXXX
XXX _("Legal basis:") FFFBBB BBBBB BB BBBBBBB BBB BBBBBBBBBBBB gettext(u', ') BBBBBBBBBBB gettext(u'.') XXXX
BB BBBBBBBXXX gettext(u'The file of a case is kept for %(years)s years after the case ended.') SSS SSSS SS S SSSS SS SSSS SSS SSSSSSSSS SSSSS SSSSS SSS SSSS SSSSSSXXXXBBBBB
XXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'What we do not do') XXXXXXXXX XXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXX
  XXXX gettext(u'Public pages, notices and the register name enterprises and products, never a natural person.') XXXXX
  XXXX gettext(u'Staff see telephone numbers and e-mail addresses of applicants masked. Showing them needs a stated reason, which is recorded.') XXXXX
  XXXX gettext(u'There are no advertisements, no counters of other companies and nothing is loaded from other sites.') XXXXX
  XXXX gettext(u'A file dropped for verification is compared and not kept.') XXXXX
XXXXXXXXXXXXXXXXXXXXX
XXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'Cookies') XXXXXXXXX XXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXX
  XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'keeps you signed in; ends after eight hours') XXXXXXXXXXX
  XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'keeps other sites from acting in your name') XXXXXXXXXXX
  XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'the language you chose') XXXXXXXXXXX
  XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'large text and high contrast, if you chose them') XXXXXXXXXXX
XXXXXXXXXXXXXXXXXXXXX
XXXXXXXX XXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXX gettext(u'Your rights') XXXXXXXXX XXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXX
  XXXXXXXXXXXX gettext(u'See and take with you.') XXXXXXXXX  gettext(u'Signed in, you can download everything that is held about you, to read and for machines, at any time.') XXXXX
  XXXXXXXXXXXX gettext(u'Correct.') XXXXXXXXX  gettext(u'Change your account yourself; what an application says is corrected in the application.') XXXXX
  XXXXXXXXXXXX gettext(u'Delete.') XXXXXXXXX BB BBBBBBB gettext(u'You can ask for deletion; the answer comes within %(days)s working days. What the law requires to be kept is named with its reason.') SSS SSS SSS SSS SSSSSSSSS SSS SSSSSS SSSSS SSSSSS SSSSSSSS SSSSSSS SSSSS SSSS SSS SSS SSSSSSSS SS SS SSSS SS SSSSS SSSS SSS SSSSSSSBBBB gettext(u'You can ask for deletion; what the law requires to be kept is named with its reason.') BBBBBXXXXX
  XXXXXXXXXXXX gettext(u'Complain.') XXXXXXXXX  gettext(u'To the contact named above, or to the authority for cyberspace affairs.') XXXXX
XXXXXBBB BBBBBBBBBBBBBBBB BB BBBBBBBBB BBBBBBBXX XXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXBBBB BBBBBBBBBBBBBBB  gettext(u'My personal data') XXXXXXXXBBBBBXXXXXXXXXXXXXXXX
XXXXXXXXXX
BBBBBBBB
