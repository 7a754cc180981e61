BBBBBBB BBBBBBBBBBBBBBBBBBBBBB BBBB BBBBB
BBBBB BBBBB gettext(u'Renew from last time') BBBBBBBB
BBBBB BBBBBXXXXXXXXXBBBBBBBB
BBBBB BBBBBBBBBBB _("Renew from last time") BBBBBBBB
BBBBB BBBBBBB
XXXX gettext(u'Renew from last time') XXXXX
XX XXXXXXXXXXXXX gettext(u'To be asked for from %(opens)s to %(closes)s, by a new application in an open batch.') SS SS SSSSS SSS SSSS SSSSSSSSS SS SSSSSSSSSSS SS S SSS SSSSSSSSSSS SS SS SSSS SSSSSSXXXX
XXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'How it goes') XXXXXXXXX XXXXXXXXXXXXXXXXXXXXXX
  XXXX gettext(u'A draft is begun with what is copied from your last application.') XXXXX
  XXXX gettext(u'You confirm or change each part, add what is new, pledge anew and submit.')   gettext(u'It has to be submitted by %(date)s.') SS SSS SS SS SSSSSSSSS SS SSSSSSSSSXXXXX
  XXXX gettext(u'It is reviewed like every application: recommendation, experts, inspection, public notice.') XXXXX
  XXXX gettext(u'Once awarded, the new certificate takes the place of this one the moment it is issued. Without an award this one lasts to its last day.') XXXXXXXXXXXXXXXXXXXXXXXXXX
XXXXXXXX XXXXXXXXXXXXXXXXXXXXX gettext(u'What is copied and what is not') XXXXXXXXX XXXXXXXXXXXXXXXX XXXXXXXXXX
  XXXXXXXXXBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBB  gettext(u'New every time') XXXXXXXXXXXXX gettext(u'the pledge') XXXXXXXXX gettext(u'questions and documents the new batch asks for the first time') XXXXXXXXX gettext(u'reports and proofs that have become too old') XXXXXXXXX gettext(u'scores, findings and recommendations: nothing of them is taken over') XXXXXXXXXXXXXXXX
  XXXXXXXXXBBBB BBBBBBBBBBBBBBBBBBB  gettext(u'Copied, for you to confirm') XXXXXXXXXXXXX gettext(u'product or service and, where it still recommends, the unit') XXXXXXXXX gettext(u'answers to questions that are still asked') XXXXXXXXX gettext(u'files for documents that are still asked for') XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX
BBB BBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBB BB BBBB gettext(u'Back to the certificate') BB BBBBB gettext(u'Not possible now') BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBB BBBBBBBBBBB BBBBBBBBBB BBBBBBBBBBB BBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBB
BBBB BBB BBBBBBB gettext(u'No batch is open')  gettext(u'A renewal needs an open batch. Come back when the next one opens.') BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBB BBBB BBBBBBBBBBBB BBBBBBBBBBB BBBBBBBBB BBBBBBBBBBB BBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBBB
BBBBXXXXX XXXXXXXXXXXXX XXXXXXXXXXXBBBBBBBBBB
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'Batch') XXXXXXXXXXXXXXBBB BBBBB BB BBBBBBBXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXXXX XXXXXXXXXXX XXXXXXXXBB BBBBBBBBBBBBB XXXXXXXBBBBBX X  gettext(u'open until %(date)s') SSSS SSSSS SSSSSSSSXXXXXXXXXXXXXXBBBBBBXXXXXXXXXXXXXXXXXXXXXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXXXXXXXX gettext(u'Begin the renewal') XXXXXXXXX XX XXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBXX gettext(u'Not yet') XXXXXXXXXXXXXXXXXBBBBB
BBBBBBBB
